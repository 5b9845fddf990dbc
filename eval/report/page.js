"use strict";
addEventListener("DOMContentLoaded", () => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const plots = [...document.querySelectorAll("[data-figure]")];
  for (const plot of plots) {
    const figure = figures[Number(plot.dataset.figure)];
    Plotly.newPlot(plot, figure.data, figure.layout, { displayModeBar: false, responsive: true });
  }
  const fit = () => plots.forEach((plot) => Plotly.Plots.resize(plot));
  matchMedia("print").addEventListener("change", fit);
});
