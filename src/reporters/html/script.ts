/**
 * What runs in the page: the list of files is filtered and shown in pages, what can be looked up is closed on a screen
 * and open on paper. Text only ever becomes text (`textContent`); the page's policy forbids anything else.
 */
export const SCRIPT = String.raw`
"use strict";
(() => {
  const PAGE = 100;
  // Rows on paper: about ten sheets. A table of all is no reading.
  const PRINTED = 200;
  const byId = (id) => document.getElementById(id);
  const details = [...document.querySelectorAll("details")];
  for (const one of details) one.open = false;

  const number = (value) => String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
  const files = (value) => number(value) + (value === 1 ? " file" : " files");
  const make = (tag, className, text, role) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    if (role) element.setAttribute("role", role);
    return element;
  };

  const setUpList = () => {
    const [ID, PATH, URGENCY, WHOSE, REASON, ACCEPTED, RECORDS, BYTES, ASIDE, DIGEST] = Array(10).keys();
    const words = JSON.parse(byId("file-words").textContent);
    const all = [];
    for (const block of document.querySelectorAll("script.files")) {
      for (const row of JSON.parse(block.textContent)) all.push(row);
      block.remove();
    }
    const [form, text, whose, fate, order] = ["filters", "text", "whose", "fate", "order"].map((id) => byId("list-" + id));
    const fateOf = (row) => (row[REASON] < 0 ? "inspected" : words.reasons[row[REASON]]);

    const option = (select, value, label, many) => {
      const element = make("option", "", label + " (" + number(many) + ")");
      element.value = value;
      select.append(element);
    };
    const tally = (of) => all.reduce((counts, row) => counts.set(of(row), (counts.get(of(row)) || 0) + 1), new Map());
    const owners = tally((row) => row[WHOSE]);
    words.whose.forEach((label, index) => owners.has(index) && option(whose, String(index), label, owners.get(index)));
    const fates = tally(fateOf);
    const unread = all.length - (fates.get("inspected") || 0);
    const accepted = all.filter((row) => row[ACCEPTED]).length;
    if (fates.has("inspected")) option(fate, "inspected", "inspected", fates.get("inspected"));
    if (unread > 0) option(fate, "unread", "not inspected", unread);
    if (accepted > 0) option(fate, "accepted", "accepted by the policy", accepted);
    words.reasons.forEach((reason, index) =>
      fates.has(reason) && option(fate, reason, "no: " + words.reasonWords[index], fates.get(reason)));
    for (const select of [whose, fate]) select.options[0].textContent += " (" + number(all.length) + ")";

    // The place in the export decides between equals; sorting keeps it.
    const orders = {
      urgency: (a, b) => a[URGENCY] - b[URGENCY],
      size: (a, b) => b[BYTES] - a[BYTES],
    };
    const sorted = { bundle: all };
    const inOrder = () => (sorted[order.value] ||= all.toSorted
      ? all.toSorted(orders[order.value]) : [...all].sort(orders[order.value]));
    const haystack = (row) =>
      (row[PATH] + "\n#" + row[ID] + "\n" + row[ASIDE] + "\n" + row[DIGEST]).toLowerCase();
    const matches = () => {
      const wanted = text.value.trim().toLowerCase();
      return inOrder().filter((row) =>
        (whose.value === "" || row[WHOSE] === Number(whose.value)) &&
        (fate.value === "" || fateOf(row) === fate.value || (fate.value === "unread" && row[REASON] >= 0) ||
          (fate.value === "accepted" && row[ACCEPTED] === 1)) &&
        (wanted === "" || haystack(row).includes(wanted)));
    };

    const rowOf = (row) => {
      const tr = make("tr", words.urgencies[row[URGENCY]], undefined, "row");
      const file = make("td", "file", undefined, "cell");
      const digest = row[DIGEST] === "" ? "" : " · SHA-256 " + row[DIGEST].slice(0, 12) + "…";
      const small = make("small", "", "#" + row[ID] + (row[ASIDE] === "" ? "" : " · " + row[ASIDE]) + digest);
      if (digest !== "") small.title = "SHA-256 " + row[DIGEST];
      file.append(make("bdi", "name", row[PATH]), small);
      const read = row[REASON] < 0 ? "inspected" : "no: " + words.reasonWords[row[REASON]];
      tr.append(
        file,
        make("td", "whose", words.whose[row[WHOSE]], "cell"),
        make("td", "fate", read + (row[ACCEPTED] ? "; accepted by the policy" : ""), "cell"),
        make("td", "number records", number(row[RECORDS]), "cell"),
        make("td", "number bytes", number(row[BYTES]), "cell"));
      return tr;
    };

    let found = [];
    let page = 0;
    const show = (from, many) => {
      const rows = found.slice(from, from + many);
      byId("list-rows").replaceChildren(...rows.map(rowOf));
      const what = found.length === all.length ? files(all.length) : number(found.length) + " of " + files(all.length) + " match";
      const which = rows.length === 0 || rows.length === found.length ? "."
        : "; shown: " + number(from + 1) + " to " + number(from + rows.length) + ".";
      byId("list-status").textContent = what + which;
    };
    const pages = () => Math.max(1, Math.ceil(found.length / PAGE));
    const showPage = () => {
      show(page * PAGE, PAGE);
      byId("list-pager").hidden = pages() === 1;
      byId("list-page").textContent = "Page " + number(page + 1) + " of " + number(pages());
      // Not disabled: the focus would be lost.
      byId("list-previous").setAttribute("aria-disabled", String(page === 0));
      byId("list-next").setAttribute("aria-disabled", String(page === pages() - 1));
    };
    const filter = () => {
      found = matches();
      page = 0;
      showPage();
    };
    const turn = (by) => {
      const next = page + by;
      if (next < 0 || next >= pages()) return;
      page = next;
      showPage();
      byId("list-status").scrollIntoView({ block: "start" });
    };

    let waiting;
    text.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, all.length > 20000 ? 200 : 60);
    });
    for (const select of [whose, fate, order]) select.addEventListener("change", filter);
    form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); filter(); });
    // The fields are empty only after the event.
    form.addEventListener("reset", () => setTimeout(filter, 0));
    byId("list-previous").addEventListener("click", () => turn(-1));
    byId("list-next").addEventListener("click", () => turn(1));
    for (const button of document.querySelectorAll("button.show")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        text.value = button.dataset.text || "";
        fate.value = button.dataset.fate || "";
        const owner = words.attributions.indexOf(button.dataset.whose || "");
        whose.value = owner < 0 ? "" : String(owner);
        filter();
        byId("files").focus();
      });
    }
    byId("list-end")?.remove();
    form.hidden = false;
    filter();
    const print = () => {
      show(0, PRINTED);
      const left = found.length - Math.min(found.length, PRINTED);
      if (left > 0) byId("list-status").textContent += " Not on paper: " + files(left) + "; the JSON report lists all.";
    };
    return { print, screen: showPage };
  };

  // What does not scroll needs no stop of the keyboard.
  const regions = [...document.querySelectorAll(".scroll, pre")];
  const setStops = () => {
    for (const one of regions) one.tabIndex = one.scrollWidth > one.clientWidth ? 0 : -1;
  };
  addEventListener("resize", setStops);
  setStops();

  const list = byId("list-rows") === null ? undefined : setUpList();
  let opened;
  const toPaper = () => {
    if (opened !== undefined) return;
    opened = details.filter((one) => !one.open);
    for (const one of opened) one.open = true;
    list?.print();
  };
  const toScreen = () => {
    for (const one of opened ?? []) one.open = false;
    opened = undefined;
    list?.screen();
  };
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", toScreen);
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? toPaper() : toScreen()));
})();
`;
