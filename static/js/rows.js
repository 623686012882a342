/** Rows of emoji, as many in each as the server puts there. */

const COLUMNS = 8;

/** Lay buttons out in a section's grid; without any the section is not shown. */
export function lay(section, buttons) {
  const rows = [];
  for (let at = 0; at < buttons.length; at += COLUMNS) {
    const row = document.createElement("div");
    row.className = "emoji-row";
    row.role = "row";
    row.append(...buttons.slice(at, at + COLUMNS));
    rows.push(row);
  }
  section.querySelector("[role=grid]").replaceChildren(...rows);
  section.hidden = !rows.length;
}

/** Close the gaps that emoji have left which were taken away. */
export function closeGaps(section) {
  const rows = [...section.querySelectorAll("[role=row]")];
  const hasGaps = rows.slice(0, -1).some((row) => row.childElementCount < COLUMNS) || rows.at(-1)?.childElementCount === 0;
  if (hasGaps) lay(section, [...section.querySelectorAll(".emoji")]);
}

/** An emoji's button, to stand in another place too. */
export function copyOf(button) {
  const copy = button.cloneNode(true);
  copy.tabIndex = -1;
  return copy;
}
