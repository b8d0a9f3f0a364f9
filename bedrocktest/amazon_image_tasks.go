package bedrocktest

// tasks are the task types that a generation knows, by name.
func (t amazonImaging) tasks() map[string]imageTask {
	tasks := map[string]imageTask{
		"TEXT_IMAGE":      {"textToImageParams", t.textToImage()},
		"INPAINTING":      {"inPaintingParams", t.inPainting()},
		"OUTPAINTING":     {"outPaintingParams", t.outPainting()},
		"IMAGE_VARIATION": {"imageVariationParams", t.variation()},
	}
	if t.color {
		tasks["COLOR_GUIDED_GENERATION"] = imageTask{"colorGuidedGenerationParams", t.colorGuided()}
		tasks["BACKGROUND_REMOVAL"] = imageTask{"backgroundRemovalParams", fields("image", map[string]*schema{"image": base64Of("image")})}
	}
	if t.canvas {
		tasks["VIRTUAL_TRY_ON"] = imageTask{"virtualTryOnParams", virtualTryOn()}
	}
	return tasks
}

// prompted is an object with the two prompts and further members.
func (t amazonImaging) prompted(required string, more map[string]*schema) *schema {
	more["text"], more["negativeText"] = text(1, t.maxText), text(1, t.maxText)
	return fields(required, more)
}

// textToImage: what controls the condition image counts only beside one.
func (t amazonImaging) textToImage() *schema {
	s := t.prompted("text", map[string]*schema{})
	if t.color {
		s.fields["conditionImage"] = base64Of("image")
		s.fields["controlMode"] = enum("CANNY_EDGE", "SEGMENTATION")
		s.fields["controlStrength"] = number(0, 1)
	}
	if t.canvas {
		s.fields["style"] = enum("3D_ANIMATED_FAMILY_FILM", "DESIGN_SKETCH", "FLAT_VECTOR_ILLUSTRATION",
			"GRAPHIC_NOVEL_ILLUSTRATION", "MAXIMALISM", "MIDCENTURY_RETRO", "PHOTOREALISM", "SOFT_DIGITAL_PAINTING")
	}
	return s
}

func (t amazonImaging) inPainting() *schema {
	return t.prompted("image", map[string]*schema{
		"image": base64Of("image"), "maskPrompt": text(1, t.maxText), "maskImage": base64Of("image"),
		"returnMask": boolean().or(false),
	})
}

func (t amazonImaging) outPainting() *schema {
	s := t.inPainting()
	s.required = append(s.required, "text")
	s.fields["outPaintingMode"] = enum("DEFAULT", "PRECISE").or("DEFAULT")
	return s
}

func (t amazonImaging) variation() *schema {
	return t.prompted("images", map[string]*schema{
		"images":             {kind: arrayKind, minLen: 1, maxItems: 5, items: base64Of("image")},
		"similarityStrength": number(0.2, 1).or(0.7),
	})
}

func (t amazonImaging) colorGuided() *schema {
	return t.prompted("text colors", map[string]*schema{
		"colors":         {kind: arrayKind, minLen: 1, maxItems: 10, items: str()},
		"referenceImage": base64Of("image"),
	})
}

func virtualTryOn() *schema {
	shape := enum("CONTOUR", "BOUNDING_BOX", "DEFAULT").or("DEFAULT")
	preserve := enum("ON", "OFF", "DEFAULT").or("DEFAULT")
	return fields("sourceImage referenceImage maskType", map[string]*schema{
		"sourceImage":    base64Of("image"),
		"referenceImage": base64Of("image"),
		"maskType":       enum("IMAGE", "GARMENT", "PROMPT"),
		"imageBasedMask": fields("maskImage", map[string]*schema{"maskImage": base64Of("image")}),
		"garmentBasedMask": fields("garmentClass", map[string]*schema{
			"maskShape": shape,
			"garmentClass": enum("UPPER_BODY", "LOWER_BODY", "FULL_BODY", "FOOTWEAR", "LONG_SLEEVE_SHIRT", "SHORT_SLEEVE_SHIRT",
				"NO_SLEEVE_SHIRT", "OTHER_UPPER_BODY", "LONG_PANTS", "SHORT_PANTS", "OTHER_LOWER_BODY", "LONG_DRESS", "SHORT_DRESS",
				"FULL_BODY_OUTFIT", "OTHER_FULL_BODY", "SHOES", "BOOTS", "OTHER_FOOTWEAR"),
			"garmentStyling": fields("", map[string]*schema{
				"longSleeveStyle": enum("SLEEVE_DOWN", "SLEEVE_UP"),
				"tuckingStyle":    enum("UNTUCKED", "TUCKED"),
				"outerLayerStyle": enum("CLOSED", "OPEN"),
			}),
		}),
		"promptBasedMask": fields("maskPrompt", map[string]*schema{"maskShape": shape, "maskPrompt": text(1, 1024)}),
		"maskExclusions": fields("", map[string]*schema{
			"preserveBodyPose": preserve, "preserveHands": preserve, "preserveFace": preserve,
		}).or(map[string]any{}),
		"mergeStyle": enum("BALANCED", "SEAMLESS", "DETAILED").or("BALANCED"), // the default is unconfirmed
		"returnMask": boolean().or(false),
	})
}
