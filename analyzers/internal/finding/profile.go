package finding

import (
	"fmt"
	"go/constant"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// NeedsProfile says that a model cannot be called by the id that a value is, or "".
func NeedsProfile(m *catalog.Model, id *payload.Const) string {
	if id.Val == nil || id.Val.Kind() != constant.String {
		return ""
	}
	to := m.NeedsProfile(constant.StringVal(id.Val))
	if to == "" {
		return ""
	}
	return fmt.Sprintf("%s cannot be called by its plain id, and Bedrock refuses the request; name an inference profile, such as %s", m.ID, to)
}
