package catalog

import "strings"

// NeedsProfile returns the id of an inference profile to use instead, if a request that
// names the model by id is refused for want of one: the id is the plain one, and the model
// has no on-demand capacity outside of profiles. Else it returns "".
func (m *Model) NeedsProfile(id string) string {
	if !m.ProfileOnly || id != m.ID || len(m.Profiles) == 0 {
		return ""
	}
	return strings.Join([]string{m.Profiles[0], m.ID}, ".")
}
