"use strict";
// Runs inside a page in a browser, uses it as a reader would, and tells its frame what does not work.
(() => {
  const wrong = [];
  const done = {};
  const check = (true_, words) => { if (!true_) wrong.push(words); };
  const count = (what, n = 1) => { done[what] = (done[what] || 0) + n; };
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const shown = (element) => getComputedStyle(element).display !== "none";

  const tables = () => {
    for (const table of all("table.sorts")) {
      all("thead th", table).forEach((heading, column) => {
        const number = heading.classList.contains("number");
        const name = `${heading.textContent} of ${table.closest("div").getAttribute("aria-label")}`;
        const keys = () => [...table.tBodies[0].rows].map((row) => row.cells[column]).map((cell) => "sort" in cell.dataset ? Number(cell.dataset.sort) : cell.textContent.trim());
        const rows = table.tBodies[0].rows.length;
        for (const direction of number ? ["descending", "ascending"] : ["ascending", "descending"]) {
          heading.querySelector("button").click();
          check(heading.getAttribute("aria-sort") === direction, `${name}: is sorted ${direction}`);
          const found = keys();
          const ordered = found.every((key, at) => {
            if (at === 0) return true;
            const before = found[at - 1];
            const order = typeof key === "number" && typeof before === "number" ? before - key : String(before).localeCompare(String(key), "en", { numeric: true });
            return direction === "ascending" ? order <= 0 : order >= 0;
          });
          check(ordered, `${name}: rows are in order, ${direction}`);
        }
        check(table.tBodies[0].rows.length === rows, `${name}: rows are kept`);
        check(all("[aria-sort]", table).length === 1, `${name}: one heading is marked`);
        count("columns sorted");
      });
    }
  };

  const choosers = () => {
    for (const form of all("form.chooser")) {
      const part = form.closest("article");
      const marks = () => all("[data-line]", part);
      for (const select of all("select", form)) {
        const options = all("option", select).slice(1);
        const option = options[options.length - 1];
        select.value = option.value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
        const away = marks().filter((mark) => mark.classList.contains("away") || mark.classList.contains("gone"));
        check(away.length > 0, `${select.name} ${option.value}: something steps back`);
        check(away.every((mark) => mark.tagName !== "TR" || !shown(mark)), `${select.name} ${option.value}: rows leave`);
        if (select.name === "line") {
          check(away.every((mark) => mark.dataset.line !== option.value), `${option.value} itself stays`);
          check(marks().some((mark) => mark.dataset.line === option.value), `${option.value} is there`);
        }
        select.value = "";
        select.dispatchEvent(new Event("change", { bubbles: true }));
        check(all(".away, .gone", part).length === 0, `${select.name}: everything comes back`);
        count("choosers tried");
      }
    }
  };

  const bands = () => {
    for (const box of all(".bands input")) {
      const marks = () => all("[data-band]", box.closest("figure")).filter((mark) => mark.dataset.band === box.value);
      check(marks().length > 0 && marks().every(shown), `band ${box.value} is shown`);
      box.click();
      check(marks().every((mark) => !shown(mark)), `band ${box.value} is hidden`);
      box.click();
      check(marks().every(shown), `band ${box.value} comes back`);
      count("bands toggled");
    }
  };

  const charts = () => {
    const tip = document.getElementById("tip");
    for (const chart of all(".chart")) {
      const svg = chart.querySelector("svg");
      const title = svg.querySelector("title").textContent;
      check(title.length > 8 && svg.querySelector("desc").textContent.length > 20, `a chart has a name and a description: ${title}`);
      for (const text of all("text", svg)) {
        if (/NaN|undefined/.test(text.textContent)) check(false, `${title}: says ${text.textContent}`);
      }
      const hints = all(".hint", chart);
      count("charts");
      check(hints.length > 0, `${title}: has values to point at`);
      if (!hints.length) continue;
      const hint = hints[Math.floor(hints.length / 2)];
      hint.scrollIntoView({ block: "center", inline: "center" });
      const box = hint.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, innerHeight / 3)];
      const under = document.elementFromPoint(x, y);
      check(under && under.classList.contains("hint"), `${title}: a value lies under the pointer`);
      if (!under) continue;
      under.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: x, clientY: y }));
      check(!tip.hidden && tip.textContent.trim().length > 5, `${title}: pointing at it says a value`);
      const at = tip.getBoundingClientRect();
      check(at.left >= 0 && at.right <= innerWidth + 1 && at.top >= 0 && at.bottom <= innerHeight + 1, `${title}: the value is on the screen`);
      chart.dispatchEvent(new PointerEvent("pointerleave"));
      check(tip.hidden, `${title}: the value goes when the pointer leaves`);
      chart.focus();
      check(document.activeElement === chart, `${title}: can be reached by the keyboard`);
      chart.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
      check(!tip.hidden && document.getElementById("say").textContent.length > 5, `${title}: the arrow keys say a value`);
      chart.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      check(tip.hidden, `${title}: Escape takes the value away`);
      count("charts pointed at");
    }
  };

  const structure = () => {
    check(all("h1").length === 1, "one heading of the first rank");
    check(document.documentElement.lang === "en", "the language is told");
    const ranks = all("h1, h2, h3, h4, h5, h6").map((heading) => Number(heading.tagName[1]));
    check(ranks.every((rank, at) => at === 0 || rank <= ranks[at - 1] + 1), `no rank of headings is left out: ${ranks}`);
    check(all("input, select").every((field) => field.closest("label")), "every field has a label");
    check(document.documentElement.scrollWidth <= innerWidth, `nothing is wider than the screen: ${document.documentElement.scrollWidth} > ${innerWidth}`);
    const fonts = [...document.fonts].filter((font) => font.status === "loaded").length;
    check(fonts >= 2, `the embedded typeface is used (${fonts} of 2 weights)`);
  };

  // Contrast of text to what is behind it, as WCAG 2 counts it.
  const contrast = () => {
    const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = (colour) => {
      const part = numbers(colour).slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
    };
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        const alpha = numbers(colour)[3];
        if (alpha === undefined || alpha === 1) return colour;
      }
      return "rgb(255, 255, 255)";
    };
    const poor = new Set();
    for (const element of all("body *")) {
      const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!text || element.closest("script, style, select")) continue;
      const svg = element.closest("svg");
      if (svg) continue;
      const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < 4.5) poor.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
      count("texts with enough contrast");
    }
    check(poor.size === 0, `text is too pale: ${[...poor].join("; ")}`);
  };

  document.fonts.ready.then(() => {
    try {
      for (const part of [structure, contrast, charts, bands, choosers, tables]) part();
    } catch (error) {
      wrong.push(`the check itself failed: ${error.stack}`);
    }
    wrong.push(...window.errorsOfPage);
    parent.postMessage({ wrong, done }, "*");
  });
})();
