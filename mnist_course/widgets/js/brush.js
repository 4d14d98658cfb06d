// Painting the pad: strokes or a picture, and where the pen of the keyboard stands.
const PEN_COLOUR = "#c2410c";

function paintStrokes(context, side, strokes, pen) {
  context.strokeStyle = "#000";
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = pen * side;
  for (const stroke of strokes) {
    context.beginPath();
    for (const [x, y] of stroke) context.lineTo(x * side, y * side);
    const [x, y] = stroke[0];
    if (stroke.length === 1) context.lineTo(x * side + 0.01, y * side); // a dot
    context.stroke();
  }
}

function paintPicture(context, side, { ink, size }) {
  const small = dom.make("canvas");
  dom.paint(small, ink, size);
  context.drawImage(small, 0, 0, side, side);
}

// A ring, filled while the pen is down.
function paintPen(context, side, { place: [x, y], isDown }) {
  context.beginPath();
  context.arc(x * side, y * side, 0.055 * side, 0, 7);
  context.lineWidth = 0.012 * side;
  context.strokeStyle = context.fillStyle = PEN_COLOUR;
  context.stroke();
  if (isDown) context.fill();
}

// As many pixels as the screen has there; white paper, black ink, in dark mode too.
function paint(canvas, { strokes, pen, picture, keyboard }) {
  const side = Math.max(1, Math.round(canvas.clientWidth * (self.devicePixelRatio || 1)));
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  if (picture) paintPicture(context, side, picture);
  else paintStrokes(context, side, strokes, pen);
  if (keyboard) paintPen(context, side, keyboard);
}

export { paint };
