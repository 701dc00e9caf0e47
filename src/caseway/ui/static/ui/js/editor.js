// A <textarea data-rich-text> becomes a small editor; the textarea keeps the HTML, so forms and autosave work as ever.
// Markdown is understood while one types: **bold**, *italic*, `code`, ```, > quote, - and 1. lists.
import { BulletList, Bold, Blockquote, Code, CodeBlock, Document, Editor, HardBreak, History, Image, Italic, Link, ListItem, OrderedList, Paragraph, Placeholder, Strike, Text } from "django-prose-editor/editor";
import { bind, make, say } from "ui/bind";
import { ask } from "ui/dialog";

const RUN = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  blockquote: (chain) => chain.toggleBlockquote(),
  code: (chain) => chain.toggleCode(),
};
const MARKS = [Document, Paragraph, Text, Bold, Italic, Strike, Code, CodeBlock, BulletList, OrderedList, ListItem, Blockquote, HardBreak, History,
  Image.configure({ inline: true, allowBase64: true }), Link.configure({ openOnClick: false, autolink: true })];
const isAddress = (text) => /^(https?:\/\/|mailto:|tel:)\S+$/i.test(text);

/** Ask for a link's address: a new link, another address for the one here, or none any more. */
async function link(editor) {
  const { from, to } = editor.state.selection;
  const before = editor.getAttributes("link").href ?? "";
  const typed = await ask(say("link"), before || "https://");
  if (typed === null) return editor.commands.focus();
  const chain = editor.chain().focus().setTextSelection({ from, to });
  if (before) chain.extendMarkRange("link");
  const address = typed.includes("@") && !typed.includes(":") ? `mailto:${typed}` : typed;
  if (!isAddress(address)) return chain.unsetMark("link").run();
  if (from === to && !before) return chain.insertContent({ type: "text", text: typed, marks: [{ type: "link", attrs: { href: address } }] }).run();
  return chain.setMark("link", { href: address }).run();
}

const surface = (editor) => ({
  focus() { if (!editor.isFocused) editor.commands.setTextSelection(editor.state.doc.content.size); editor.view.focus(); },
  before: () => { const { $from } = editor.state.selection; return $from.parent.textBetween(0, $from.parentOffset, "\n", " "); },
  type: (text) => editor.commands.insertContent({ type: "text", text }),
  insert: (html) => editor.chain().focus().insertContent(html).run(),
  replace(length, html) { const { from } = editor.state.selection; editor.chain().focus().deleteRange({ from: from - length, to: from }).insertContent(html).run(); },
  box() { const at = editor.view.coordsAtPos(editor.state.selection.from); return { left: at.left, right: at.left, top: at.top, bottom: at.bottom }; },
  element: editor.view.dom,
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
    extensions: [...MARKS, ...(area.placeholder ? [Placeholder.configure({ placeholder: area.placeholder })] : [])],
    editorProps: {
      attributes: { class: "prose", role: "textbox", "aria-multiline": "true", "aria-label": area.getAttribute("aria-label") ?? "" },
      handleKeyDown(_view, event) {
        if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || editor.state.selection.empty) return false;
        event.preventDefault();
        event.stopPropagation();
        link(editor);
        return true;
      },
    },
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
