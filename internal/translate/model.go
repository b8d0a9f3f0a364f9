package translate

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/spell"
)

// resolve finds the model and the families that the body may be of.
func (t *translation) resolve() error {
	var family *catalog.Family
	var reason string
	if t.Model != "" {
		t.model, family, reason = t.Catalog.ModelByID(t.Model)
	}
	switch {
	case t.Family != "":
		return t.named()
	case t.Model == "":
		return errors.New("which model? name it with -model, or its native format with -family")
	case family == nil:
		return fmt.Errorf("%s; name the native format with -family: %s", reason, strings.Join(t.served(), ", "))
	case t.model != nil && !t.model.Converse && family.Served():
		return fmt.Errorf("Converse does not serve %s; InvokeModel stays", t.model.ID)
	}
	t.families = []*catalog.Family{family}
	if t.model != nil {
		t.families = append(t.families, t.model.Also...)
	}
	t.likeliest()
	return nil
}

// named takes the family that the options name.
func (t *translation) named() error {
	f := t.Catalog.Family(t.Family)
	if f == nil {
		return fmt.Errorf("no family %q%s", t.Family, remedy(t.Family, t.served()))
	}
	t.families = []*catalog.Family{f}
	return nil
}

// served lists the families that Converse serves, sorted.
func (t *translation) served() []string {
	var names []string
	for _, f := range t.Catalog.Families() {
		if f.Served() && f.Complete {
			names = append(names, f.Name)
		}
	}
	return names
}

// likeliest puts the family first that knows most of a native body's members: Claude 2
// takes text completions and messages.
func (t *translation) likeliest() {
	if t.To == Native || len(t.families) < 2 {
		return
	}
	known := func(f *catalog.Family) int {
		shape, n := f.Request, 0
		if t.Response {
			shape = f.Response
		}
		for k := range t.value {
			if shape.Key(k) != nil {
				n++
			}
		}
		return n
	}
	sort.SliceStable(t.families, func(i, j int) bool { return known(t.families[i]) > known(t.families[j]) })
	if best := known(t.families[0]); !slices.ContainsFunc(t.families[1:], func(f *catalog.Family) bool { return known(f) == best }) {
		t.families = t.families[:1] // its errors are the ones to report
	}
}

// remedy names the known word that was meant, or all of them when none is close.
func remedy(word string, known []string) string {
	if near := spell.Nearest(word, known); near != "" {
		return meant(near)
	}
	return "; there are " + strings.Join(known, ", ")
}

func meant(near string) string {
	if near == "" {
		return "; leave it out"
	}
	return "; did you mean " + near + "?"
}
