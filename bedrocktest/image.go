package bedrocktest

import "strings"

// imageProblem describes bytes that are not an image of the stated format.
func imageProblem(path, stated string, data []byte) *apiError {
	actual := sniffImage(data)
	switch {
	case actual == "":
		return modelInvalid("Could not process image")
	case actual != stated:
		return modelInvalid("%s: The image was specified using the image/%s media type, but the image appears to be a image/%s image", path, stated, actual)
	case len(data) > maxImageBytes:
		// https://github.com/aws/aws-sdk-js-v3/issues/6785: the size is counted
		// on the base64 text.
		return modelInvalid("%s: image exceeds 5 MB maximum: %d bytes > 5242880 bytes", strings.TrimSuffix(path, ".base64.data"), base64Size(len(data)))
	}
	return nil
}

// maxImageBytes is the largest image whose base64 text fits in 5 MB.
const maxImageBytes = 5242880 / 4 * 3

func base64Size(n int) int { return (n + 2) / 3 * 4 }

// sniffImage tells an image format by its first bytes.
func sniffImage(b []byte) string {
	has := func(prefix string) bool { return strings.HasPrefix(string(b[:min(len(b), 12)]), prefix) }
	switch {
	case has("\x89PNG\r\n\x1a\n"):
		return "png"
	case has("\xff\xd8\xff"):
		return "jpeg"
	case has("GIF87a"), has("GIF89a"):
		return "gif"
	case has("RIFF") && len(b) >= 12 && string(b[8:12]) == "WEBP":
		return "webp"
	}
	return ""
}
