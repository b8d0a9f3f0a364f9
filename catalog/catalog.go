package catalog

// Catalog is a validated set of families.
type Catalog struct {
	families []*Family
}
