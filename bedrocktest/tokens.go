package bedrocktest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenize cuts text into tokens whose concatenation is the text: a word of up
// to eight letters or digits with the spaces before it, one mark, or one
// special token such as <|eot_id|>. It is deterministic and of the right order
// of magnitude; it is nobody's real tokenizer.
func tokenize(text string) []string {
	var out []string
	for len(text) > 0 {
		n := tokenLength(text)
		out = append(out, text[:n])
		text = text[n:]
	}
	return out
}

const maxWord = 8 // letters in one token

func tokenLength(s string) int {
	if strings.HasPrefix(s, "<|") {
		if end := strings.Index(s, "|>"); end > 0 && end < 40 {
			return end + 2
		}
	}
	n := 0
	for n < len(s) && s[n] == ' ' {
		n++
	}
	word := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || word == maxWord {
			break
		}
		n += size
		word++
	}
	if word > 0 || n == len(s) {
		return n
	}
	_, size := utf8.DecodeRuneInString(s[n:])
	return n + size
}

func countTokens(text string) int {
	n := 0
	for len(text) > 0 {
		text = text[tokenLength(text):]
		n++
	}
	return n
}

// Tokens an attachment adds to the input: a flat sum for an image, and the
// size of its bytes for a document.
const imageTokens = 1000

func attachmentTokens(a Attachment) int {
	if a.Kind == "image" {
		return imageTokens
	}
	return (a.Size + 3) / 4
}

// inputTokens counts everything the model is given.
func inputTokens(s *Seen) int {
	n := countTokens(s.Prompt)
	for _, a := range s.Attachments {
		n += attachmentTokens(a)
	}
	return max(n, 1)
}

// split cuts an answer's text into the pieces of a stream.
func split(text string) []string {
	if text == "" {
		return []string{""}
	}
	return tokenize(text)
}

// group joins every n pieces.
func group(pieces []string, n int) []string {
	var out []string
	for len(pieces) > 0 {
		k := min(n, len(pieces))
		out = append(out, strings.Join(pieces[:k], ""))
		pieces = pieces[k:]
	}
	return out
}

// cut keeps the first n tokens of a text.
func cut(text string, n int) string {
	return strings.Join(tokenize(text)[:max(n, 0)], "")
}
