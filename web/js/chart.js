// Makes the server's drawing explorable: a crosshair with values, zoom by dragging, lines that can be hidden.
import uPlot from "/assets/uplot.js";

const drawn = new Set();

export function draw(root) {
  for (const old of drawn) if (!old.chart.isConnected) drawn.delete(old);
  for (const chart of root.querySelectorAll("[data-chart]:not([data-drawn])")) new Chart(chart);
}

document.addEventListener("themechange", () => drawn.forEach((chart) => chart.paint()));

class Chart {
  constructor(chart) {
    chart.dataset.drawn = "";
    this.chart = chart;
    this.box = chart.querySelector(".chart-box");
    this.unit = chart.dataset.unit ? " " + chart.dataset.unit : "";
    this.top = Number(chart.dataset.top);
    let at = 0;
    this.times = chart.dataset.chart.split(" ").map((step) => (at += Number(step)));
    const lines = [...chart.querySelectorAll("[data-values]")];
    this.names = lines.map((line) => line.dataset.name);
    const number = (text) => (text === "" ? null : Number(text));
    this.values = lines.map((line) => line.dataset.values.split(",").map(number));
    this.marks = [...chart.querySelectorAll("[data-marks] li")];
    this.figures = [...chart.querySelectorAll(".lg b")];
    this.latest = this.figures.map((figure) => figure.textContent);
    this.when = document.createElement("li");
    this.when.className = "lg-t num";
    this.when.dataset.added = "";
    chart.querySelector(".lg").append(this.when);
    this.box.classList.add("drawn");
    drawn.add(this);
    this.paint();
    new ResizeObserver(() => this.plot.setSize(this.size())).observe(this.box);
  }

  size() {
    return { width: this.box.clientWidth, height: this.box.clientHeight };
  }

  /** The color that a token has here and now: a canvas cannot read tokens. */
  color(token) {
    this.probe ??= this.chart.appendChild(Object.assign(document.createElement("span"), { hidden: true }));
    this.probe.style.color = `var(${token})`;
    return getComputedStyle(this.probe).color;
  }

  paint() {
    this.plot?.destroy();
    this.box.replaceChildren();
    const long = this.times.at(-1) - this.times[0] > 172800;
    this.clock = new Intl.DateTimeFormat("en-GB", {
      ...(long && { day: "numeric", month: "short" }), hour: "2-digit", minute: "2-digit", timeZone: "UTC",
    });
    const axis = {
      stroke: this.color("--text-3"), font: `11px ${getComputedStyle(document.body).fontFamily}`,
      grid: { stroke: this.color("--rule"), width: 1 }, ticks: { show: false },
    };
    this.plot = new uPlot({
      ...this.size(), legend: { show: false }, padding: [8, 20, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      cursor: { points: { size: 7, width: 2 }, drag: { x: true, y: false } },
      scales: { y: { range: [0, this.top] } },
      series: [{}, ...this.names.map((_, index) => this.line(index))],
      axes: [
        {
          ...axis, grid: { show: false }, space: 76, size: 24,
          values: (_, ticks) => ticks.map((tick) => this.clock.format(tick * 1000)),
        },
        {
          ...axis, size: 58, splits: () => [0, 1, 2, 3, 4].map((quarter) => (this.top * quarter) / 4),
          values: (_, ticks) => ticks.map((tick) => tick.toLocaleString("en") + this.unit),
        },
      ],
      hooks: {
        setCursor: [(plot) => this.read(plot.cursor.idx)],
        ready: [(plot) => this.mark(plot)],
        setScale: [(plot) => this.mark(plot)],
      },
    }, [this.times, ...this.values], this.box);
  }

  line(index) {
    const color = this.color(`--series-${index + 1}`);
    return {
      stroke: color, width: index === 0 ? 2 : 1.5, dash: index === 2 ? [4, 3] : undefined, points: { show: false },
      fill: index === 0 ? color.replace("rgb(", "rgba(").replace(")", ", .09)") : undefined,
    };
  }

  /** The values under the crosshair go into the legend, not into a box that hides the lines. */
  read(index) {
    this.when.textContent = index == null ? "" : this.clock.format(this.times[index] * 1000) + " UTC";
    this.figures.forEach((figure, series) => {
      const value = index == null ? undefined : this.values[series][index];
      figure.textContent = value === undefined ? this.latest[series]
        : value === null ? "—" : value.toLocaleString("en", { maximumFractionDigits: 1 }) + this.unit;
    });
  }

  mark(plot) {
    for (const old of plot.over.querySelectorAll(".mark")) old.remove();
    for (const mark of this.marks) {
      const x = plot.valToPos(Number(mark.dataset.at), "x");
      if (x < 0 || x > plot.over.clientWidth) continue;
      const line = document.createElement("div");
      line.className = "mark st-" + mark.dataset.tone;
      line.style.left = x + "px";
      line.title = mark.textContent;
      plot.over.append(line);
    }
  }
}
