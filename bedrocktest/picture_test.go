package bedrocktest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"image"
	"testing"
)

// TestPicture: the images are what they say they are, the same for the same
// reasons and all different otherwise.
func TestPicture(t *testing.T) {
	known := map[string]bool{}
	for _, format := range []string{"png", "jpeg", "webp"} {
		for i := range 300 {
			text := picture(format, "reason", i)
			data, err := base64.StdEncoding.DecodeString(text)
			if err != nil || sniffImage(data) != format {
				t.Fatalf("%s: %v, looks like %q", format, err, sniffImage(data))
			}
			if known[text] || text != picture(format, "reason", i) {
				t.Fatalf("%s %d: not made from its reasons alone", format, i)
			}
			known[text] = true
			if format == "webp" {
				continue // the standard library reads none; see TestWebP
			}
			config, name, err := image.DecodeConfig(bytes.NewReader(data))
			if err != nil || name != format || config.Width != pictureSide || config.Height != pictureSide {
				t.Fatalf("%s: %v %s %+v", format, err, name, config)
			}
		}
	}
}

// TestWebP compares with a file that golang.org/x/image/webp was seen to decode
// to 8 by 8 pixels of R=0x22 G=0x11 B=0x33 A=0x44.
func TestWebP(t *testing.T) {
	const want = "5249464618000000574542505650384c0c0000002f07c001106844453a53a200"
	if got := hex.EncodeToString(webp([32]byte{0x11, 0x22, 0x33, 0x44})); got != want {
		t.Errorf("%s", got)
	}
}
