// Package a sends documents.
package a

import (
	"context"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func doc(name string, data []byte) types.ContentBlock {
	return &types.ContentBlockMemberDocument{Value: types.DocumentBlock{
		Name: aws.String(name), Format: types.DocumentFormatPdf, Source: &types.DocumentSourceMemberBytes{Value: data},
	}}
}

func send(ctx context.Context, c *bedrockruntime.Client, blocks ...types.ContentBlock) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Messages: []types.Message{{Role: types.ConversationRoleUser, Content: blocks}},
	})
}

func names(ctx context.Context, c *bedrockruntime.Client, q string, data []byte) {
	send(ctx, c, &types.ContentBlockMemberText{Value: q},
		doc("report.pdf", data), // want `Converse refuses the document name "report.pdf": only letters, digits, spaces, hyphens, parentheses and square brackets are allowed \(BL6004\)`
		doc("report", data),
		doc("report", data),    // want `two documents of this request have the name "report", and Converse refuses them; number them \(BL6004\)`
		doc("a  report", data), // want `there may be no two spaces in a row`
	)
}

func unnamed(ctx context.Context, c *bedrockruntime.Client, q, path string, data []byte) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Messages: []types.Message{{Role: types.ConversationRoleUser, Content: []types.ContentBlock{
			&types.ContentBlockMemberText{Value: q},
			&types.ContentBlockMemberDocument{Value: types.DocumentBlock{ // want `this document has no name, and Converse refuses it; give it one \(BL6004\)`
				Source: &types.DocumentSourceMemberBytes{Value: data},
			}},
			&types.ContentBlockMemberDocument{Value: types.DocumentBlock{
				Name:   aws.String(filepath.Base(path)), // want `filepath.Base keeps the dot of the file's extension, which Converse refuses in a document's name; cut the extension off \(BL6004\)`
				Source: &types.DocumentSourceMemberBytes{Value: data},
			}},
		}}},
	})
}

func alone(ctx context.Context, c *bedrockruntime.Client, data []byte) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Messages: []types.Message{{Role: types.ConversationRoleUser, Content: []types.ContentBlock{
			&types.ContentBlockMemberDocument{Value: types.DocumentBlock{ // want `a message with a document needs a text block as well, or Converse refuses it; add one \(BL6004\)`
				Name: aws.String("Report (final) [2]-3"), Source: &types.DocumentSourceMemberBytes{Value: data},
			}},
		}}},
	})
}

// A block that is not known may be text.
func unknown(ctx context.Context, c *bedrockruntime.Client, block types.ContentBlock, name string, data []byte) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Messages: []types.Message{{Role: types.ConversationRoleUser, Content: []types.ContentBlock{
			&types.ContentBlockMemberDocument{Value: types.DocumentBlock{Name: &name, Source: &types.DocumentSourceMemberBytes{Value: data}}},
			block,
		}}},
	})
}

func silenced(ctx context.Context, c *bedrockruntime.Client, q string, data []byte) {
	//bedrocklint:ignore BL6004 a test of the service's refusal
	send(ctx, c, &types.ContentBlockMemberText{Value: q}, doc("a.b", data))
}
