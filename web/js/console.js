// Every page is complete without any of this; each module adds one comfort.
import "./theme.js";
import "./times.js";
import "./menus.js";
import "./keys.js";
import "./palette.js";
import "./grid.js";
import "./live.js";
import "./filter.js";
import "./forms.js";
import { onPage } from "./page.js";

// The chart library is large: only pages with a chart fetch it.
onPage((root) => {
  if (root.querySelector("[data-chart]")) import("/assets/chart.js").then((chart) => chart.draw(document));
});
document.documentElement.dataset.ready = "";
