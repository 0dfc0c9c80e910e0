import type { Suggestions } from "./options.ts";

const LIST = "list";

/**
 * Mirrors the suggestions in the field's document, for assistive technology only: a control cannot name an option of
 * another document as its active descendant.
 */
export function mirror(control: HTMLElement, { label, options, active, choose }: Suggestions): void {
  const page = control.ownerDocument;
  const list = page.getElementById(LIST) ?? page.body.appendChild(page.createElement("ul"));
  list.id = LIST;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  const isOpen = options.length > 0;
  list.hidden = !isOpen;
  options.forEach((text, index) => {
    const option = list.children[index] ?? list.appendChild(page.createElement("li"));
    option.id = `option-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(index === active));
    if (option.textContent !== text) option.textContent = text;
    (option as HTMLElement).onclick = () => choose(index);
  });
  while (list.children.length > options.length) list.lastElementChild?.remove();
  control.setAttribute("role", "combobox");
  control.setAttribute("aria-autocomplete", "list");
  control.setAttribute("aria-expanded", String(isOpen));
  control.setAttribute("aria-controls", LIST);
  if (isOpen) control.setAttribute("aria-activedescendant", `option-${active}`);
  else control.removeAttribute("aria-activedescendant");
}
