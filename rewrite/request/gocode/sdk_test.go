package gocode

import (
	"go/constant"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"
)

// sdkTypes reads the SDK's package types from export data.
func sdkTypes(t *testing.T) *types.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes}, typesPath)
	if err != nil || len(pkgs) != 1 || len(pkgs[0].Errors) > 0 {
		t.Fatalf("load the SDK: %v %v", err, pkgs)
	}
	return pkgs[0].Types
}

// requestUnions are the unions that ConverseInput leads to, by reflection.
func requestUnions() map[string]bool {
	unions, seen := map[string]bool{}, map[reflect.Type]bool{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		if seen[t] || t == documentType {
			return
		}
		seen[t] = true
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			visit(t.Elem())
		case reflect.Map:
			visit(t.Elem())
		case reflect.Interface:
			unions[t.Name()] = true
			for _, m := range unionMembers {
				if mt := reflect.TypeOf(m); strings.HasPrefix(mt.Name(), t.Name()+"Member") {
					visit(mt)
				}
			}
		case reflect.Struct:
			for i := range t.NumField() {
				if t.Field(i).IsExported() {
					visit(t.Field(i).Type)
				}
			}
		}
	}
	visit(ConverseInput)
	visit(ConverseStreamInput)
	return unions
}

// TestUnionMembers holds the list of union members to the SDK.
func TestUnionMembers(t *testing.T) {
	unions := requestUnions()
	var want, got []string
	for _, name := range sdkTypes(t).Scope().Names() {
		if union, _, ok := strings.Cut(name, "Member"); ok && unions[union] {
			want = append(want, name)
		}
	}
	for _, m := range unionMembers {
		got = append(got, reflect.TypeOf(m).Name())
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("union members of requests (-SDK +list):\n%s", diff)
	}
}

// TestEnumConst checks that every value of the SDK's enumerations that a request can
// hold is printed by the name that the SDK gives it.
func TestEnumConst(t *testing.T) {
	scope := sdkTypes(t).Scope()
	n := 0
	for _, enum := range requestEnums() {
		values := reflect.New(enum).Elem().MethodByName("Values").Call(nil)[0]
		for i := range values.Len() {
			value := values.Index(i).String()
			name, ok := enumConst(enum, value)
			obj, isConst := scope.Lookup(name).(*types.Const)
			if !ok || !isConst || constant.StringVal(obj.Val()) != value {
				t.Errorf("%s %q is printed as %s, which is %v", enum.Name(), value, name, obj)
			}
			n++
		}
	}
	if n < 30 {
		t.Errorf("checked %d values only", n)
	}
}

func requestEnums() []reflect.Type {
	var out []reflect.Type
	seen := map[reflect.Type]bool{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		switch {
		case isEnum(t):
			out = append(out, t)
		case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice:
			visit(t.Elem())
		case t.Kind() == reflect.Struct:
			for i := range t.NumField() {
				visit(t.Field(i).Type)
			}
		}
	}
	visit(ConverseInput)
	for _, m := range unionMembers {
		visit(reflect.TypeOf(m))
	}
	return out
}

func TestQuote(t *testing.T) {
	long := strings.Repeat("word ", 20) + "\nsecond line"
	for in, want := range map[string]string{
		"short":              `"short"`,
		"a\nb":               `"a\nb"`,
		long:                 "`" + long + "`",
		long + "`":           `"` + strings.Repeat("word ", 20) + "\\nsecond line`\"",
		"tail only" + "\n\n": `"tail only\n\n"`,
	} {
		if got := quote(in); got != want {
			t.Errorf("quote(%q) = %s, want %s", in, got, want)
		}
	}
}
