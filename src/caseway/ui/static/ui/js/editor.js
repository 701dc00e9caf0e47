// A <textarea data-rich-text> becomes a small editor; the textarea keeps the HTML, so forms and autosave work as ever.
import { BulletList, Bold, Blockquote, Document, Editor, HardBreak, History, Italic, Link, ListItem, OrderedList, Paragraph, Placeholder, Text } from "django-prose-editor/editor";
import { bind, make, say } from "ui/bind";
import { ask } from "ui/dialog";

const RUN = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  blockquote: (chain) => chain.toggleBlockquote(),
};

async function link(editor) {
  if (editor.isActive("link")) return editor.chain().focus().unsetMark("link").run();
  const { from, to } = editor.state.selection;
  const address = await ask(say("link"), "https://");
  if (!address || !/^(https?:\/\/|mailto:|tel:)\S+$/i.test(address)) return undefined;
  const chain = editor.chain().focus().setTextSelection({ from, to });
  if (from === to) return chain.insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] }).run();
  return chain.setMark("link", { href: address }).run();
}

const surface = (editor) => ({
  focus() { if (!editor.isFocused) editor.commands.setTextSelection(editor.state.doc.content.size); editor.view.focus(); },
  before: () => { const { $from } = editor.state.selection; return $from.parent.textBetween(0, $from.parentOffset, "\n", " "); },
  type: (text) => editor.commands.insertContent(text),
  replace(length, html) { const { from } = editor.state.selection; editor.chain().focus().deleteRange({ from: from - length, to: from }).insertContent(html).run(); },
  box() { const at = editor.view.coordsAtPos(editor.state.selection.from); return { left: at.left, right: at.left, top: at.top, bottom: at.bottom }; },
});

bind("[data-rich-text]", (area) => {
  const frame = area.closest("[data-editor]");
  const tools = frame.querySelector("[data-editor-tools]");
  const mount = make("div");
  const buttons = [...tools.querySelectorAll("[data-editor-command]")];
  area.after(mount);

  const editor = new Editor({
    element: mount,
    content: area.value,
    injectCSS: false,
    extensions: [Document, Paragraph, Text, Bold, Italic, BulletList, OrderedList, ListItem, Blockquote, HardBreak, History,
      Link, ...(area.placeholder ? [Placeholder.configure({ placeholder: area.placeholder })] : [])],
    editorProps: { attributes: { class: "prose", role: "textbox", "aria-multiline": "true", "aria-label": area.getAttribute("aria-label") ?? "" } },
    onUpdate() {
      area.value = editor.isEmpty ? "" : editor.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onTransaction: () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(editor.isActive(button.dataset.editorCommand)))),
  });

  tools.hidden = false;
  frame.dataset.ready = "";
  area.editor = { surface: surface(editor), set: (html) => editor.commands.setContent(html) };
  area.form?.addEventListener("reset", () => setTimeout(() => editor.commands.setContent(area.value)));
  tools.addEventListener("click", (event) => {
    const command = event.target.closest("[data-editor-command]")?.dataset.editorCommand;
    if (command) command === "link" ? link(editor) : RUN[command](editor.chain().focus()).run();
  });
});
