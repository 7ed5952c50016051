// Draws <div data-chart="ID" data-label="…"> from the plotly figure in <script type="application/json" id="ID">.
// A colour may be a token: "$c1" … "$c8", "$primary", "$good", "$warn", "$bad", "$info", "$muted", "$line", "$text", "$surface".
// A point's customdata, when it is a path on this site, opens on click. Below the chart stand the same figures as a table.
(function () {
  "use strict";
  const TOKENS = {
    text: "--rm-text", muted: "--rm-text-2", line: "--rm-line", strong: "--rm-line-strong", surface: "--rm-surface",
    primary: "--rm-primary", good: "--rm-good", warn: "--rm-warn", bad: "--rm-bad", info: "--rm-info",
    c1: "--rm-c1", c2: "--rm-c2", c3: "--rm-c3", c4: "--rm-c4", c5: "--rm-c5", c6: "--rm-c6", c7: "--rm-c7", c8: "--rm-c8",
  };
  const MAX_TABLE_ROWS = 400;

  function palette() {
    const probe = document.createElement("span");
    probe.hidden = true;
    document.body.append(probe);
    const colours = {};
    Object.entries(TOKENS).forEach(([name, variable]) => {
      probe.style.color = `var(${variable})`;
      colours[name] = getComputedStyle(probe).color;
    });
    probe.remove();
    return colours;
  }

  function painted(value, colours) {
    if (typeof value === "string") {
      return value[0] === "$" && colours[value.slice(1)] ? colours[value.slice(1)] : value;
    }
    if (Array.isArray(value)) return value.map((item) => painted(item, colours));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, painted(item, colours)]));
    }
    return value;
  }

  function template(colours) {
    const axis = {
      gridcolor: colours.line, linecolor: colours.strong, zerolinecolor: colours.strong, tickcolor: colours.strong,
      automargin: true, title: { font: { size: 12 }, standoff: 8 }, tickfont: { color: colours.muted, size: 11.5 }, zerolinewidth: 1,
    };
    const colorway = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => colours["c" + number]);
    return {
      layout: {
        font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colours.text },
        paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", colorway,
        margin: { l: 8, r: 8, t: 8, b: 8 }, hovermode: "closest", hoverdistance: 24,
        hoverlabel: { bgcolor: colours.surface, bordercolor: colours.strong, font: { color: colours.text, size: 12 }, align: "left" },
        legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 12, color: colours.text }, itemclick: "toggle", traceorder: "normal" },
        xaxis: Object.assign({}, axis, { showgrid: false, ticks: "outside", ticklen: 4 }),
        yaxis: Object.assign({}, axis, { rangemode: "tozero", ticks: "" }),
        bargap: 0.28, barcornerradius: 2,
      },
      data: {
        scatter: [{ line: { width: 2 }, marker: { size: 6 } }],
        bar: [{ marker: { line: { width: 0 } }, hovertemplate: "%{fullData.name}<br>%{x} · %{y}<extra></extra>" }],
      },
    };
  }

  function addressOf(point) {
    const given = Array.isArray(point) ? point[0] : point;
    return typeof given === "string" && given[0] === "/" && given[1] !== "/" && given[1] !== "\\" ? given : "";
  }

  function figureOf(box) {
    const source = document.getElementById(box.dataset.chart);
    if (!source) return null;
    try {
      const parsed = JSON.parse(source.textContent);
      return typeof parsed === "string" ? JSON.parse(parsed) : parsed;
    } catch (error) {
      return null;
    }
  }

  function say(box, text) {
    const line = document.createElement("div");
    line.className = "chart-empty";
    line.textContent = text;
    box.replaceChildren(line);
  }

  function draw(box) {
    if (!window.Plotly) return say(box, "The chart could not be loaded. Reload the page.");
    const figure = figureOf(box);
    if (!figure || !Array.isArray(figure.data)) return say(box, "This chart has no figures to draw.");
    const colours = palette();
    const data = painted(figure.data, colours);
    const layout = Object.assign({}, painted(figure.layout || {}, colours), { template: template(colours), autosize: true });
    delete layout.width;
    delete layout.height;
    if (box.dataset.narrow === undefined && box.clientWidth < 480) layout.legend = Object.assign({}, layout.legend, { font: { size: 11 } });
    const still = box.classList.contains("js-plotly-plot");
    if (!still) box.replaceChildren();
    const config = { displayModeBar: false, displaylogo: false, responsive: true, doubleClick: "reset", showTips: false };
    window.Plotly.react(box, data, layout, config).then(() => {
      if (still) return;
      box.setAttribute("role", "img");
      box.setAttribute("aria-label", box.dataset.label || "Chart");
      box.classList.toggle("has-links", data.some((trace) => Array.isArray(trace.customdata) && trace.customdata.some(addressOf)));
      box.on("plotly_click", (event) => {
        const address = event.points.map((point) => addressOf(point.customdata)).find(Boolean);
        if (!address) return;
        const source = event.event || {};
        if (source.ctrlKey || source.metaKey) window.open(address, "_blank", "noopener");
        else window.location.assign(address);
      });
    });
    table(box, figure);
  }

  // The same figures for eyes that cannot see the chart and hands that do not use a mouse.
  function table(box, figure) {
    const holder = box.nextElementSibling;
    if (!holder || !holder.matches("[data-chart-table]") || holder.dataset.filled) return;
    const traces = figure.data.filter((trace) => Array.isArray(trace.x) && Array.isArray(trace.y) && trace.hoverinfo !== "skip");
    if (!traces.length) return;
    const sideways = traces.some((trace) => trace.orientation === "h");
    const keys = [];
    const cells = new Map();
    traces.forEach((trace, column) => {
      const labels = sideways ? trace.y : trace.x;
      const values = sideways ? trace.x : trace.y;
      labels.forEach((label, index) => {
        if (!cells.has(label)) {
          cells.set(label, []);
          keys.push(label);
        }
        cells.get(label)[column] = [values[index], addressOf(trace.customdata && trace.customdata[index])];
      });
    });
    const format = (((figure.layout || {})[sideways ? "xaxis" : "yaxis"] || {}).tickformat || "");
    const shown = (value) => {
      if (value === null || value === undefined) return "–";
      if (typeof value !== "number") return String(value);
      if (format.endsWith("%")) return (value * 100).toFixed(1) + " %";
      return value.toLocaleString("en", { maximumFractionDigits: 2 });
    };
    const element = (name, text) => {
      const made = document.createElement(name);
      if (text !== undefined) made.textContent = text;
      return made;
    };
    const made = element("table");
    made.className = "desk-table";
    const head = made.createTHead().insertRow();
    [""].concat(traces.map((trace) => trace.name || "Value")).forEach((name, index) => {
      const cell = element("th", name);
      cell.scope = "col";
      if (index) cell.className = "num";
      head.append(cell);
    });
    const body = made.createTBody();
    keys.slice(-MAX_TABLE_ROWS).reverse().forEach((key) => {
      const row = body.insertRow();
      const first = element("th", String(key).replace(/T00:00:00.*$/, ""));
      first.scope = "row";
      row.append(first);
      traces.forEach((_, column) => {
        const cell = row.insertCell();
        cell.className = "num";
        const [value, address] = cells.get(key)[column] || [];
        if (address) {
          const link = element("a", shown(value));
          link.href = address;
          cell.append(link);
        } else {
          cell.textContent = shown(value);
        }
      });
    });
    const wrap = element("div");
    wrap.className = "table-wrap";
    wrap.tabIndex = 0;
    wrap.setAttribute("role", "region");
    wrap.setAttribute("aria-label", "Figures of the chart: " + (box.dataset.label || ""));
    wrap.append(made);
    holder.append(wrap);
    holder.dataset.filled = "yes";
    holder.hidden = false;
  }

  const all = (scope) => (scope || document).querySelectorAll("[data-chart]");
  const drawAll = () => all().forEach(draw);

  document.addEventListener("htmx:beforeCleanupElement", (event) => {
    const box = event.target;
    if (window.Plotly && box.classList && box.classList.contains("js-plotly-plot")) window.Plotly.purge(box);
  });
  document.addEventListener("htmx:afterSettle", () => {
    all().forEach((box) => box.classList.contains("js-plotly-plot") || draw(box));
  });
  document.addEventListener("romashka:theme", drawAll);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", drawAll);
  else drawAll();
})();
