"use strict";
// Sorts tables, shows one line or sector alone, shows and hides bands, and says the values of charts.
(() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  // Tables: a click on a heading sorts by it, a second click the other way round.
  for (const table of all("table.sorts")) {
    const body = table.tBodies[0];
    all("thead th", table).forEach((heading, column) => {
      heading.querySelector("button").addEventListener("click", () => {
        const number = heading.classList.contains("number");
        const before = heading.getAttribute("aria-sort");
        const down = before ? before === "ascending" : number;
        all("thead th", table).forEach((other) => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => {
          const cell = row.cells[column];
          return "sort" in cell.dataset ? Number(cell.dataset.sort) : cell.textContent.trim();
        };
        const order = (a, b) => {
          const [x, y] = [key(a), key(b)];
          const found = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en", { numeric: true });
          return down ? -found : found;
        };
        body.append(...[...body.rows].sort(order));
      });
    });
  }

  // Choosers: what is not chosen steps back in charts and leaves the tables.
  for (const form of all("form.chooser")) {
    const part = form.closest("article");
    const { line, group } = form.elements;
    const groups = new Map(all("option[data-group]", line).map((option) => [option.value, option.dataset.group]));
    const show = () => {
      const chosen = (name) => {
        if (line.value) return name === line.value;
        return !group || !group.value || groups.get(name) === group.value;
      };
      for (const mark of all("[data-line]", part)) {
        const known = groups.has(mark.dataset.line);
        const away = known && !chosen(mark.dataset.line);
        mark.classList.toggle(mark.tagName === "TR" ? "gone" : "away", away);
      }
      part.chosen = line.value || (group && group.value) ? [...groups.keys()].filter(chosen) : null;
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    line.addEventListener("change", () => { if (group) group.value = ""; show(); });
    if (group) group.addEventListener("change", () => { line.value = ""; show(); });
    form.reset();
  }

  // Bands of charts.
  for (const box of all(".bands input")) {
    box.checked = true;
    box.addEventListener("change", () => {
      for (const mark of all("[data-band]", box.closest("figure"))) {
        if (mark.dataset.band === box.value) mark.classList.toggle("gone", !box.checked);
      }
    });
  }

  // Values of charts, beside the pointer, or by the arrow keys, then also for those who listen.
  const tip = document.getElementById("tip");
  const say = document.getElementById("say");
  let lit = null;
  const words = (hint) => {
    const chosen = hint.closest("article").chosen;
    const [head, ...rest] = hint.dataset.hint.split("\n");
    if (!chosen || hint.dataset.line || rest.length < 2) return [head, ...rest].join("\n");
    const kept = rest.filter((words) => chosen.some((name) => words.startsWith(name + ":")));
    return [head, ...(kept.length ? kept : rest)].join("\n");
  };
  const put = (hint, x, y) => {
    if (lit && lit !== hint) lit.classList.remove("on");
    lit = hint;
    if (!hint) { tip.hidden = true; return; }
    hint.classList.add("on");
    tip.textContent = words(hint);
    tip.hidden = false;
    const [wide, high] = [tip.offsetWidth, tip.offsetHeight];
    const left = x + 16 + wide > innerWidth ? x - 16 - wide : x + 16;
    tip.style.left = Math.max(4, left) + "px";
    tip.style.top = Math.max(4, Math.min(y + 16, innerHeight - high - 4)) + "px";
  };
  const pointed = (event) => {
    const hint = event.target.closest && event.target.closest(".hint");
    put(hint && !hint.classList.contains("away") ? hint : null, event.clientX, event.clientY);
  };
  for (const chart of all(".chart")) {
    chart.addEventListener("pointermove", pointed);
    chart.addEventListener("pointerdown", pointed);
    chart.addEventListener("pointerleave", () => put(null));
    chart.addEventListener("blur", () => put(null));
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
      if (event.key === "Escape") { put(null); return; }
      if (!step) return;
      const hints = all(".hint:not(.away)", chart);
      if (!hints.length) return;
      event.preventDefault();
      const at = hints.indexOf(lit);
      const next = at < 0 ? (step > 0 && step < Infinity ? 0 : step === -Infinity ? 0 : hints.length - 1) : Math.max(0, Math.min(hints.length - 1, at + step));
      const box = hints[next].getBoundingClientRect();
      put(hints[next], box.left + box.width / 2, box.top + Math.min(box.height / 2, 120));
      say.textContent = tip.textContent;
    });
  }
  addEventListener("scroll", () => put(null), { passive: true });

  // On paper everything is open.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((part) => { part.open = false; }));
})();
