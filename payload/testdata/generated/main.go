package main

func main() {
	inputs := []struct {
		text, sys string
		n         int
		flag      bool
		items     []Item
		p         *Params
	}{
		{"hi", "be brief", 1, true, []Item{{"user", "a", 1}, {"system", "b", 2}, {"assistant", "c", 0}}, &Params{0.5, "x", &Opt{3}, map[string]any{"a": "more", "m": 1}}},
		{"", "", 0, false, nil, &Params{0, "", nil, nil}},
		{"yo", "", 2, false, []Item{{"system", "only", 5}}, &Params{1, "y", nil, map[string]any{"z": true}}},
		{"z", " s ", 3, true, []Item{{"user", "", 0}, {"user", "q", 2}}, &Params{0.25, "x", &Opt{0}, map[string]any{}}},
		{"w", "sys", 1, false, []Item{}, &Params{2, "", &Opt{1}, nil}},
	}
	c := &Client{}
	for _, f := range all {
		for _, in := range inputs {
			q := *in.p
			unlessRefused(func() { f(c, in.text, in.sys, in.n, in.flag, append([]Item(nil), in.items...), &q) })
		}
	}
}

// unlessRefused calls f, which sends nothing when a library refuses its value.
func unlessRefused(f func()) {
	defer func() {
		if err := recover(); err != nil {
			if _, ok := err.(refused); !ok {
				panic(err)
			}
		}
	}()
	f()
}
