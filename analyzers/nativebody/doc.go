// Package nativebody reports bodies of InvokeModel that the model refuses as a whole.
package nativebody

// Doc describes the analyzer.
const Doc = `report native bodies that the model refuses

BL2006 is a field that the model refuses, alone or beside another, BL2007 a required field
that is never sent, BL2008 a body in the format of another family than the model's.`
