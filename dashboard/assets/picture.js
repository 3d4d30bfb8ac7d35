// Draws one chart as a picture that stands alone: words above, plot, notes below, everything inside the frame.
// The words are set here and not by Plotly because only the browser can measure them.

const PLOTLY = "/assets/plotly.min.js";
const FONTS = "/assets/fonts/";
const EDGE = 40;
const SVG = "http://www.w3.org/2000/svg";
const EXTENDED = /[\u0100-\u024f\u1e00-\u1eff]/;

let plotly;

function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = PLOTLY;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      plotly = undefined;
      script.remove();
      reject(new Error("plotly.js could not be loaded"));
    };
    document.head.append(script);
  });
  return plotly;
}

function node(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// Breaks at blanks; a word wider than the line is cut into pieces that fit.
function wrapped(text, font, width) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const lines = [];
  let line = "";
  for (let word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (pen.measureText(longer).width <= width) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    while (pen.measureText(word).width > width) {
      let fits = word.length - 1;
      while (fits > 1 && pen.measureText(word.slice(0, fits)).width > width) fits -= 1;
      lines.push(word.slice(0, fits));
      word = word.slice(fits);
    }
    line = word;
  }
  return line ? [...lines, line] : lines;
}

// Paragraphs with the place of each line; `bottom` is where they end.
function set(paragraphs, top, width) {
  const texts = [];
  let y = top;
  for (const { text, family, size, weight, colour, leading } of paragraphs) {
    for (const line of wrapped(text, `${weight} ${size}px "${family}"`, width)) {
      y += leading;
      texts.push(node("text", { x: EDGE, y, "font-family": `'${family}', sans-serif`, "font-size": size, "font-weight": weight, fill: colour }, line));
    }
    y += leading / 3;
  }
  return { texts, bottom: y };
}

function words(picture) {
  const width = picture.width - 2 * EDGE;
  const { headings, text, ink, muted } = picture;
  const above = set(
    [
      { text: picture.title, family: headings, size: 30, weight: 500, colour: ink, leading: 36 },
      { text: picture.above[0], family: text, size: 16, weight: 400, colour: ink, leading: 22 },
      { text: picture.above[1], family: text, size: 14, weight: 400, colour: muted, leading: 19 },
    ],
    EDGE - 12,
    width,
  );
  const below = set([{ text: picture.below, family: text, size: 13, weight: 400, colour: muted, leading: 18 }], 0, width);
  return { above, below };
}

// Measures an SVG while the page holds it out of sight.
function staged(svg, measure) {
  const stage = document.createElement("div");
  stage.style.cssText = "position:fixed;left:-9999px;top:0";
  stage.append(svg);
  document.body.append(stage);
  const measured = measure();
  stage.remove();
  return measured;
}

// How far labels reach over each side of the plot's own frame.
function overhang(plot, width, height) {
  const frame = plot.getBoundingClientRect();
  const over = { l: 0, r: 0, t: 0, b: 0 };
  for (const label of plot.querySelectorAll("text")) {
    const box = label.getBoundingClientRect();
    if (!box.width) continue;
    over.l = Math.max(over.l, frame.left - box.left);
    over.r = Math.max(over.r, box.right - frame.left - width);
    over.t = Math.max(over.t, frame.top - box.top);
    over.b = Math.max(over.b, box.bottom - frame.top - height);
  }
  return over;
}

async function plotted(Plotly, picture, width, height, margin) {
  const layout = { ...picture.layout, margin, width, height };
  const url = await Plotly.toImage({ data: picture.data, layout }, { format: "svg", width, height });
  const source = decodeURIComponent(url.slice(url.indexOf(",") + 1));
  return document.importNode(new DOMParser().parseFromString(source, "image/svg+xml").documentElement, true);
}

async function fitted(Plotly, picture, width, height) {
  const { margin } = picture.layout;
  const plot = await plotted(Plotly, picture, width, height, margin);
  const over = staged(plot, () => overhang(plot, width, height));
  if (Math.max(...Object.values(over)) <= 0.5) return plot;
  const wider = { ...margin };
  for (const side of ["l", "r", "t", "b"]) wider[side] = (margin[side] ?? 0) + Math.ceil(over[side]);
  return plotted(Plotly, picture, width, height, wider);
}

async function base64(address) {
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

// A file cannot reach the page's fonts, so it carries them.
async function fontStyle(picture, content) {
  const ranges = EXTENDED.test(content) ? ["latin", "latin-ext"] : ["latin"];
  const faces = [["plex-sans", picture.text], ["newsreader", picture.headings]].flatMap(([file, family]) =>
    ranges.map(async (range) => {
      const limit = range === "latin" ? "U+0000-00FF,U+2000-206F,U+20AC,U+2212" : "U+0100-024F,U+1E00-1EFF";
      const data = await base64(`${FONTS}${file}-${range}.woff2`);
      return `@font-face{font-family:'${family}';font-weight:400 700;unicode-range:${limit};src:url(data:font/woff2;base64,${data}) format('woff2')}`;
    }),
  );
  return node("style", {}, (await Promise.all(faces)).join(""));
}

async function drawn(picture) {
  const Plotly = await loadPlotly();
  await Promise.all([`400 16px "${picture.text}"`, `500 30px "${picture.headings}"`].map((font) => document.fonts.load(font)));
  const { above, below } = words(picture);
  const taken = above.bottom + below.bottom + EDGE;
  const plotHeight = Math.max(picture.height - taken, picture.plot);
  const height = Math.ceil(taken + plotHeight);
  const { width } = picture;
  const plot = await fitted(Plotly, picture, width - 2 * EDGE, plotHeight);
  plot.setAttribute("x", EDGE);
  plot.setAttribute("y", above.bottom + 8);

  const whole = node("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  const notes = node("g", { transform: `translate(0 ${above.bottom + plotHeight + 12})` });
  notes.append(...below.texts);
  const told = [...picture.above, picture.below].join("\n");
  whole.append(node("title", {}, picture.title), node("desc", {}, told), node("rect", { width, height, fill: picture.paper }), ...above.texts, plot, notes);
  return whole;
}

function file(svg) {
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
}

async function alone(svg, picture) {
  svg.prepend(await fontStyle(picture, svg.textContent));
  return file(svg);
}

// The pieces of text in an SVG, each with its place, its turn and its face, as the browser has set them.
function lettering(svg) {
  const pieces = [];
  const home = svg.getScreenCTM().inverse();
  for (const text of svg.querySelectorAll("text")) {
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let at = 0; walk.nextNode(); at += walk.currentNode.data.length) {
      if (at >= text.getNumberOfChars()) break;
      const style = getComputedStyle(walk.currentNode.parentElement);
      pieces.push({
        words: walk.currentNode.data,
        start: text.getStartPositionOfChar(at),
        matrix: home.multiply(text.getScreenCTM()),
        font: `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`,
        colour: style.fill,
        opacity: style.fillOpacity * style.opacity,
      });
    }
  }
  return pieces;
}

async function raster(svg) {
  const image = new Image();
  const address = URL.createObjectURL(file(svg));
  image.src = address;
  await image.decode();
  URL.revokeObjectURL(address);
  return image;
}

// Twice the size, for screens and print. A browser may draw an SVG before the fonts in it are ready and leave the words out, so the
// lines come from the SVG and the words are written over them with the page's fonts, which are.
async function png(svg) {
  const pieces = staged(svg, () => lettering(svg));
  for (const text of [...svg.querySelectorAll("text")]) text.remove();
  const image = await raster(svg);
  const canvas = document.createElement("canvas");
  canvas.width = 2 * image.naturalWidth;
  canvas.height = 2 * image.naturalHeight;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  for (const { words, start, matrix: m, font, colour, opacity } of pieces) {
    pen.setTransform(2 * m.a, 2 * m.b, 2 * m.c, 2 * m.d, 2 * m.e, 2 * m.f);
    Object.assign(pen, { font, fillStyle: colour, globalAlpha: opacity });
    pen.fillText(words, start.x, start.y);
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export default function ({ data, parentElement }) {
  const status = parentElement.querySelector("[role=status]");
  const buttons = [...parentElement.querySelectorAll("button")];
  for (const button of buttons) {
    const { format } = button.dataset;
    button.onclick = async () => {
      for (const one of buttons) one.disabled = true;
      status.textContent = "Drawing …";
      try {
        const picture = JSON.parse(data.picture);
        const svg = await drawn(picture);
        save(format === "svg" ? await alone(svg, picture) : await png(svg), `${data.file}.${format}`);
        status.textContent = "";
      } catch (error) {
        status.textContent = `The picture could not be drawn: ${error.message}`;
      } finally {
        for (const one of buttons) one.disabled = false;
      }
    };
  }
}
