// Popover menus: placed at their button, moved through with the arrow keys.
const opener = (menu) => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);

export function place(menu, box) {
  const gap = 4;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = box.bottom + gap + height <= innerHeight - gap || box.top < height + 2 * gap;
  const start = box.left + width <= innerWidth - gap ? box.left : box.right - width;
  menu.style.left = `${Math.max(gap, Math.min(start, innerWidth - width - gap))}px`;
  menu.style.top = `${Math.max(gap, below ? box.bottom + gap : box.top - height - gap)}px`;
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("[data-menu]")) return;
  const button = opener(menu);
  button?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState === "open" && button) {
    place(menu, button.getBoundingClientRect());
    menu.querySelector("[role^=menuitem]")?.focus({ preventScroll: true });
  }
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  if (!menu || event.target.matches("input, textarea")) return;
  const items = [...menu.querySelectorAll("[role^=menuitem]")];
  const at = items.indexOf(event.target);
  const move = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (move !== undefined) {
    event.preventDefault();
    items.at(move % items.length)?.focus();
  } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
    const letter = event.key.toLowerCase();
    [...items.slice(at + 1), ...items].find((item) => item.textContent.trim().toLowerCase().startsWith(letter))?.focus();
    event.stopPropagation();
  }
});

document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-menu] [role^=menuitem]");
  if (item) item.closest("[data-menu]").hidePopover();
});
