"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const box = find("entries");
  const inFile = [...box.children];
  const matches = new Map(inFile.map((entry) => [entry, [...entry.querySelectorAll(":scope > details")]]));
  const texts = new Map();
  const text = (entry) => {
    if (!texts.has(entry)) {
      const shown = [entry.querySelector("h3"), ...matches.get(entry).map((one) => one.firstElementChild)];
      texts.set(entry, shown.map((one) => one.textContent).join(" ").toLowerCase());
    }
    return texts.get(entry);
  };
  const orders = {
    file: () => inFile,
    bits: () => [...inFile].sort((one, other) => other.dataset.bits - one.dataset.bits),
    name: () => [...inFile].sort((one, other) => one.dataset.name.localeCompare(other.dataset.name)),
  };
  const show = () => {
    const wanted = find("find").value.trim().toLowerCase();
    const [band, source, category] = ["band", "source", "category"].map((id) => find(id).value);
    let count = 0;
    for (const entry of inFile) {
      let any = false;
      for (const match of matches.get(entry)) {
        const of = match.dataset;
        const fits = (!band || of.band === band) && (!source || "=" + of.source === source) && (!category || "=" + of.category === category);
        match.hidden = !fits;
        any = any || fits;
      }
      entry.hidden = !(any && (!wanted || text(entry).includes(wanted)));
      count += entry.hidden ? 0 : 1;
    }
    find("shown").value = count.toLocaleString(document.documentElement.lang);
  };
  const open = (all, isOpen) => all.forEach((details) => { details.open = isOpen; });
  const shown = () => inFile.filter((entry) => !entry.hidden).flatMap((entry) => matches.get(entry));
  ["find", "band", "source", "category"].forEach((id) => find(id).addEventListener("input", show));
  find("order").addEventListener("input", () => box.append(...orders[find("order").value]()));
  find("open").addEventListener("click", () => open(shown(), true));
  find("close").addEventListener("click", () => open(shown(), false));
  find("tools").addEventListener("submit", (event) => event.preventDefault());
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = shown().filter((details) => !details.open);
    open(opened, true);
  });
  addEventListener("afterprint", () => open(opened, false));
  find("tools").hidden = false;
  show();
})();
