package bedrocktest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
)

// pictureSide is the width and height of made-up images. They are small
// whatever size was asked for: what tells them apart are their pixels.
const pictureSide = 8

// picture makes up an image as base64 text: the same for the same reasons,
// another one for others.
func picture(format string, reasons ...any) string {
	sum := sha256.Sum256(mustMarshal(reasons))
	var b bytes.Buffer
	var err error
	switch format {
	case "jpeg":
		err = jpeg.Encode(&b, pixels(sum), &jpeg.Options{Quality: 100})
	case "webp":
		b.Write(webp(sum))
	default:
		err = png.Encode(&b, pixels(sum))
	}
	if err != nil {
		panic("bedrocktest: encode own image: " + err.Error()) // only for sizes that no format takes
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// pixels spreads a hash over an opaque image: a byte for the grey of each two
// neighbours.
func pixels(sum [sha256.Size]byte) image.Image {
	img := image.NewGray(image.Rect(0, 0, pictureSide, pictureSide))
	for i := range img.Pix {
		img.Pix[i] = sum[i/2]
	}
	return img
}

// webp is a lossless WebP image of one colour, the first bytes of a hash. A
// prefix code with a single symbol takes no bits, so the image consists of its
// header and of the five codes.
// https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification
func webp(sum [sha256.Size]byte) []byte {
	w := bitWriter{out: []byte{0x2f}}
	w.write(pictureSide-1, 14)
	w.write(pictureSide-1, 14)
	w.write(1, 1) // has alpha
	w.write(0, 3) // version
	w.write(0, 3) // no transform, no colour cache, no meta prefix codes
	for _, symbol := range sum[:4] {
		w.write(0b101, 3) // simple code, one symbol, of 8 bits
		w.write(uint32(symbol), 8)
	}
	w.write(0b0001, 4) // simple code, one symbol, of 1 bit: the unused distance
	w.align()
	return riff("WEBP", riffChunk("VP8L", w.out))
}

// bitWriter packs numbers from the least significant bit up.
type bitWriter struct {
	out     []byte
	pending uint64
	bits    uint
}

func (w *bitWriter) write(v uint32, n uint) {
	w.pending |= uint64(v) << w.bits
	for w.bits += n; w.bits >= 8; w.bits -= 8 {
		w.out = append(w.out, byte(w.pending))
		w.pending >>= 8
	}
}

// align writes what is left of the last byte.
func (w *bitWriter) align() {
	if w.bits > 0 {
		w.write(0, 8-w.bits)
	}
}

func riff(form string, chunk []byte) []byte { return riffChunk("RIFF", append([]byte(form), chunk...)) }

// riffChunk is a chunk, padded to an even length.
func riffChunk(name string, data []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
	out = append(out, data...)
	if len(data)%2 == 1 {
		out = append(out, 0)
	}
	return out
}
