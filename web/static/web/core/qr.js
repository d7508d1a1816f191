// @ts-check
/**
 * QR codes (ISO/IEC 18004) of short texts: bytes, error correction level M, versions 1 to 10.
 *
 * For the key of an authenticator app, which must not be handed to a service elsewhere to be drawn.
 */

import { svg } from "./dom.js";

/** @typedef {(boolean | null)[][]} Matrix dark, light, or not decided yet */

/** By version: correction codewords of a block, number of blocks, all codewords. */
const SIZES = [
  [10, 1, 26],
  [16, 1, 44],
  [26, 1, 70],
  [18, 2, 100],
  [24, 2, 134],
  [16, 4, 172],
  [18, 4, 196],
  [22, 4, 242],
  [22, 5, 292],
  [26, 5, 346],
];
/** By version: the centres of the alignment patterns. */
const CENTRES = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
/** @type {((row: number, column: number) => boolean)[]} */
const MASKS = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_r, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];
const QUIET = 4;

/**
 * Draw a text as a QR code.
 *
 * @param {string} text
 * @param {string} label said to screen readers
 * @returns {SVGElement | null} null for a text that is too long
 */
export function qrCode(text, label) {
  const matrix = qrMatrix(text);
  if (!matrix) return null;
  const size = matrix.length + 2 * QUIET;
  const dark = matrix.flatMap((row, r) => row.map((on, c) => (on ? `M${c + QUIET} ${r + QUIET}h1v1h-1z` : "")));
  return svg(
    "svg",
    { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("rect", { width: size, height: size, fill: "#fff" }),
    svg("path", { d: dark.join(""), fill: "#000" }),
  );
}

/**
 * Return the squares of a QR code, row by row; true is dark.
 *
 * @param {string} text
 * @param {number} [mask] the pattern that is laid over the data; by itself the one with the fewest patches
 * @returns {boolean[][] | null} null for a text that is too long
 */
export function qrMatrix(text, mask) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = SIZES.findIndex((_size, index) => bytes.length + (index < 9 ? 2 : 3) <= dataLength(index + 1)) + 1;
  if (version === 0) return null;
  const bits = interleaved(codewords(bytes, version), version).flatMap((word) => bitsOf(word, 8));
  const choices = mask === undefined ? MASKS.map((_rule, index) => index) : [mask];
  const drawn = choices.map((choice) => drawing(bits, version, choice));
  return drawn.reduce((best, next) => (patches(next) < patches(best) ? next : best));
}

/** @param {number} version */
function dataLength(version) {
  const [correction, blocks, all] = SIZES[version - 1];
  return all - correction * blocks;
}

/**
 * @param {number} value
 * @param {number} length
 */
function bitsOf(value, length) {
  return Array.from({ length }, (_bit, index) => (value >> (length - 1 - index)) & 1);
}

/**
 * @param {number[]} bytes
 * @param {number} version
 * @returns {number[]} mode, length, text, and what fills the rest
 */
function codewords(bytes, version) {
  const room = dataLength(version);
  const bits = [...bitsOf(4, 4), ...bitsOf(bytes.length, version < 10 ? 8 : 16), ...bytes.flatMap((byte) => bitsOf(byte, 8)), 0, 0, 0, 0];
  const words = [];
  for (let at = 0; at + 8 <= bits.length && words.length < room; at += 8) {
    words.push(bits.slice(at, at + 8).reduce((word, bit) => word * 2 + bit, 0));
  }
  for (let filler = 0; words.length < room; filler += 1) words.push(filler % 2 ? 17 : 236);
  return words;
}

/**
 * Cut into blocks, add each one's correction, and weave them into each other.
 *
 * @param {number[]} words
 * @param {number} version
 * @returns {number[]}
 */
function interleaved(words, version) {
  const [correction, count] = SIZES[version - 1];
  const short = Math.floor(words.length / count);
  const longOnes = words.length % count;
  const blocks = [];
  for (let index = 0, at = 0; index < count; index += 1) {
    const length = short + (index >= count - longOnes ? 1 : 0);
    blocks.push(words.slice(at, at + length));
    at += length;
  }
  const corrections = blocks.map((block) => remainder(block, correction));
  return [...woven(blocks), ...woven(corrections)];
}

/** @param {number[][]} blocks */
function woven(blocks) {
  const longest = Math.max(...blocks.map((block) => block.length));
  const columns = Array.from({ length: longest }, (_column, index) => blocks.map((block) => block[index]));
  return columns.flat().filter((word) => word !== undefined);
}

/**
 * Multiply in the field of 256 elements over x⁸ + x⁴ + x³ + x² + 1.
 *
 * @param {number} a
 * @param {number} b
 */
function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

/**
 * @param {number[]} block
 * @param {number} degree
 * @returns {number[]} the Reed-Solomon correction of a block
 */
function remainder(block, degree) {
  const divisor = Array.from({ length: degree }, (_factor, index) => (index === degree - 1 ? 1 : 0));
  for (let step = 0, root = 1; step < degree; step += 1, root = times(root, 2)) {
    for (let index = 0; index < degree; index += 1) {
      divisor[index] = times(divisor[index], root) ^ (divisor[index + 1] ?? 0);
    }
  }
  const rest = Array.from({ length: degree }, () => 0);
  for (const word of block) {
    const factor = word ^ /** @type {number} */ (rest.shift());
    rest.push(0);
    for (let index = 0; index < degree; index += 1) rest[index] ^= times(divisor[index], factor);
  }
  return rest;
}

/**
 * @param {number[]} bits
 * @param {number} version
 * @param {number} mask
 * @returns {boolean[][]}
 */
function drawing(bits, version, mask) {
  const size = version * 4 + 17;
  /** @type {Matrix} */
  const matrix = Array.from({ length: size }, () => Array.from({ length: size }, () => null));
  drawPatterns(matrix, version);
  drawFormat(matrix, mask);
  if (version >= 7) drawVersion(matrix, version);
  drawData(matrix, bits, mask);
  return /** @type {boolean[][]} */ (matrix);
}

/**
 * @param {Matrix} matrix
 * @param {number} version
 */
function drawPatterns(matrix, version) {
  const size = matrix.length;
  for (let at = 0; at < size; at += 1) matrix[6][at] = matrix[at][6] = at % 2 === 0;
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) {
    square(matrix, row, column, 4, (distance) => distance !== 2 && distance !== 4);
  }
  const centres = CENTRES[version - 1];
  const last = centres.length - 1;
  centres.forEach((row, i) =>
    centres.forEach((column, j) => {
      const isFinder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
      if (!isFinder) square(matrix, row, column, 2, (distance) => distance !== 1);
    }),
  );
  matrix[size - 8][8] = true;
}

/**
 * @param {Matrix} matrix
 * @param {number} row
 * @param {number} column
 * @param {number} reach
 * @param {(distance: number) => boolean} isDark
 */
function square(matrix, row, column, reach, isDark) {
  for (let r = row - reach; r <= row + reach; r += 1) {
    for (let c = column - reach; c <= column + reach; c += 1) {
      if (matrix[r]?.[c] !== undefined) matrix[r][c] = isDark(Math.max(Math.abs(r - row), Math.abs(c - column)));
    }
  }
}

/**
 * @param {Matrix} matrix
 * @param {number} mask
 */
function drawFormat(matrix, mask) {
  const size = matrix.length;
  // Level M is 00, so the data of the format is the mask alone.
  const bits = bitsOf(((mask << 10) | checked(mask, 10, 0x537)) ^ 0x5412, 15).map(Boolean).reverse();
  for (let at = 0; at < 15; at += 1) {
    const row = at < 6 ? at : at < 8 ? at + 1 : size - 15 + at;
    matrix[row][8] = bits[at];
    const column = at < 8 ? size - 1 - at : at === 8 ? 7 : 14 - at;
    matrix[8][column] = bits[at];
  }
}

/**
 * @param {Matrix} matrix
 * @param {number} version
 */
function drawVersion(matrix, version) {
  const size = matrix.length;
  const bits = bitsOf((version << 12) | checked(version, 12, 0x1f25), 18).map(Boolean).reverse();
  bits.forEach((bit, at) => {
    const [near, far] = [Math.floor(at / 3), size - 11 + (at % 3)];
    matrix[near][far] = matrix[far][near] = bit;
  });
}

/**
 * The check bits of format and version.
 *
 * @param {number} value
 * @param {number} degree
 * @param {number} divisor
 */
function checked(value, degree, divisor) {
  let rest = value;
  for (let step = 0; step < degree; step += 1) rest = (rest << 1) ^ ((rest >> (degree - 1)) * divisor);
  return rest;
}

/**
 * Lay the bits out in columns of two, up and down from the right, and the mask over them.
 *
 * @param {Matrix} matrix
 * @param {number[]} bits
 * @param {number} mask
 */
function drawData(matrix, bits, mask) {
  const size = matrix.length;
  let next = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUp = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const row = isUp ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (matrix[row][column] !== null) continue;
        const bit = next < bits.length && bits[next] === 1;
        next += 1;
        matrix[row][column] = bit !== MASKS[mask](row, column);
      }
    }
  }
}

/**
 * Count what makes a code hard to read: long runs of one colour, and squares of it.
 *
 * @param {boolean[][]} matrix
 */
function patches(matrix) {
  let found = 0;
  for (let r = 0; r < matrix.length; r += 1) {
    for (let c = 0; c < matrix.length; c += 1) {
      const colour = matrix[r][c];
      const isSame = (/** @type {number} */ down, /** @type {number} */ across) => matrix[r + down]?.[c + across] === colour;
      if (isSame(0, 1) && isSame(1, 0) && isSame(1, 1)) found += 3;
      if ([1, 2, 3, 4].every((step) => isSame(0, step))) found += 3;
      if ([1, 2, 3, 4].every((step) => isSame(step, 0))) found += 3;
    }
  }
  return found;
}
