/** A sticker and a voice message made on the spot, so that the bot can be shown what it answers to them. */

const SIDE = 256; // pixels

/** A golden star on a transparent ground. @returns {Promise<File>} */
export async function sampleSticker() {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const pen = canvas.getContext("2d");
  const middle = SIDE / 2;
  pen.translate(middle, middle);
  for (const [colour, long, turn] of [["#00829b", middle * 0.6, Math.PI / 4], ["#ffc928", middle - 6, 0]]) {
    pen.fillStyle = colour;
    pen.rotate(turn);
    for (let ray = 0; ray < 4; ray++) {
      pen.beginPath();
      pen.moveTo(0, -long);
      pen.lineTo(middle * 0.17, -middle * 0.17);
      pen.lineTo(0, 0);
      pen.lineTo(-middle * 0.17, -middle * 0.17);
      pen.fill();
      pen.rotate(Math.PI / 2);
    }
    pen.rotate(-turn);
  }
  const picture = await canvas.convertToBlob({ type: "image/webp" });
  return new File([picture], "star.webp", { type: picture.type });
}

/** One second of a falling tone. @returns {File} WAV, 8 kHz, 8 bits, one channel */
export function sampleVoice() {
  const rate = 8000;
  const header = new DataView(new ArrayBuffer(44));
  const text = (at, letters) => [...letters].forEach((letter, i) => header.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  header.setUint32(4, 36 + rate, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, rate, true);
  header.setUint32(28, rate, true);
  header.setUint16(32, 1, true);
  header.setUint16(34, 8, true);
  text(36, "data");
  header.setUint32(40, rate, true);
  const tone = Uint8Array.from({ length: rate }, (_, i) => {
    const moment = i / rate;
    return 128 + 90 * (1 - moment) * Math.sin(2 * Math.PI * (520 - 120 * moment) * moment);
  });
  return new File([header, tone], "voice.wav", { type: "audio/wav" });
}
