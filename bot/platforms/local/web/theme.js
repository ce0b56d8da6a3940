// Runs before the first paint, so that a chosen theme never flashes.
const chosenTheme = localStorage.getItem("townhall.theme");
if (chosenTheme) document.documentElement.dataset.theme = chosenTheme;
