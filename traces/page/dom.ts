// SPDX-License-Identifier: MIT
// Elements in few words. Text goes in as text, never as HTML: names come from scenario files.

type Attributes = Record<string, string | number | boolean | ((event: Event) => void)>;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

export function replace(parent: HTMLElement, ...children: (Node | string)[]): void {
  parent.replaceChildren(...children);
}
