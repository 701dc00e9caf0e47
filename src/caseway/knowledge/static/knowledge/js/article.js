// A <textarea data-article-text> becomes an editor for whole articles: headings, tables, code, pictures.
import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, HorizontalRule, Image, Italic, Link,
  ListItem, OrderedList, Paragraph, Strike, Subscript, Superscript, Table, TableCell, TableHeader, TableRow, Text, Underline,
} from "django-prose-editor/editor";
import { bind, make, say } from "ui/bind";
import { ask } from "ui/dialog";

const LARGEST_PICTURE = 300_000;
const RUN = {
  heading2: (chain) => chain.toggleHeading({ level: 2 }),
  heading3: (chain) => chain.toggleHeading({ level: 3 }),
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  strike: (chain) => chain.toggleStrike(),
  code: (chain) => chain.toggleCode(),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  blockquote: (chain) => chain.toggleBlockquote(),
  codeBlock: (chain) => chain.toggleCodeBlock(),
  rule: (chain) => chain.setHorizontalRule(),
  addRow: (chain) => chain.addRowAfter(),
  addColumn: (chain) => chain.addColumnAfter(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};
const isOn = (editor, command) =>
  command.startsWith("heading") ? editor.isActive("heading", { level: Number(command.at(-1)) }) : editor.isActive(command);
const picture = Image.extend({ inline: false, group: "block" }).configure({ allowBase64: true });

async function link(editor) {
  if (editor.isActive("link")) return editor.chain().focus().unsetMark("link").run();
  const { from, to } = editor.state.selection;
  const address = await ask(say("link"), "https://");
  if (!address || !/^(https?:\/\/|mailto:|tel:|\/)\S+$/i.test(address)) return undefined;
  const chain = editor.chain().focus().setTextSelection({ from, to });
  if (from === to) return chain.insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] }).run();
  return chain.setMark("link", { href: address }).run();
}

function table(editor) {
  const cell = (type) => ({ type, content: [{ type: "paragraph" }] });
  const row = (type) => ({ type: "tableRow", content: [cell(type), cell(type), cell(type)] });
  const firstCell = editor.state.selection.from + 3;
  editor.chain().focus().insertContent({ type: "table", content: [row("tableHeader"), row("tableCell"), row("tableCell")] }).setTextSelection(firstCell).run();
}

function insertPicture(editor, file) {
  if (!file || !/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return;
  if (file.size > LARGEST_PICTURE) {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: say("failed"), tone: "bad" } }));
    return;
  }
  const reader = new FileReader();
  reader.addEventListener("load", () => editor.chain().focus().insertContent({ type: "image", attrs: { src: reader.result, alt: file.name } }).run());
  reader.readAsDataURL(file);
}

bind("[data-article-text]", (area) => {
  const frame = area.closest("[data-editor]");
  const tools = frame.querySelector("[data-editor-tools]");
  const chooser = frame.querySelector("[data-editor-image]");
  const mount = make("div");
  const buttons = [...tools.querySelectorAll("[data-editor-command]")];
  area.after(mount);

  const editor = new Editor({
    element: mount,
    content: area.value,
    injectCSS: false,
    extensions: [Document, Paragraph, Text, Heading.configure({ levels: [2, 3, 4] }), Bold, Italic, Underline, Strike, Subscript, Superscript, Code, CodeBlock,
      Blockquote, BulletList, OrderedList, ListItem, HardBreak, HorizontalRule, Link, picture, Table, TableRow, TableHeader, TableCell, Dropcursor, Gapcursor, History],
    editorProps: { attributes: { class: "prose article-text", role: "textbox", "aria-multiline": "true", "aria-label": area.getAttribute("aria-label") } },
    onUpdate() {
      area.value = editor.isEmpty ? "" : editor.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onTransaction: () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(isOn(editor, button.dataset.editorCommand)))),
  });

  const own = { link: () => link(editor), table: () => table(editor), image: () => chooser.click() };
  chooser.addEventListener("change", () => { insertPicture(editor, chooser.files[0]); chooser.value = ""; });
  tools.hidden = false;
  frame.dataset.ready = "";
  tools.addEventListener("click", (event) => {
    const command = event.target.closest("[data-editor-command]")?.dataset.editorCommand;
    if (command) (own[command] ?? (() => RUN[command](editor.chain().focus()).run()))();
  });
});
