package spell

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"max_tokens", "top_k", "top_p", "temperature", "messages"}
	for word, want := range map[string]string{
		"max_token": "max_tokens", "maxTokens": "max_tokens", "Temprature": "temperature", "mesages": "messages",
		"top_k": "top_k", "topk": "top_k", "top_q": "top_k", "stream": "", "": "", "x": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"same", "same", 0}} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
