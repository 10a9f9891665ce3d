// Writes Word documents of plain paragraphs.

/// Writes the smallest package that word processors open (ECMA-376 part 1 section 11, part 2): content types,
/// relationships and the document itself.
public enum DOCX {
    /// The media type of the result.
    public static let mediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    /// One paragraph.
    public struct Paragraph: Sendable, Equatable {
        /// The text. Line breaks become line breaks in the document.
        public let text: String
        /// Whether it is bold.
        public let isBold: Bool

        /// Creates a paragraph.
        public init(_ text: String, isBold: Bool = false) {
            self.text = text
            self.isBold = isBold
        }
    }

    /// Writes a document with `paragraphs`. `modified` is the time of the parts in the package, in seconds since 1970.
    /// Equal arguments give equal bytes. Throws `ZipError` if memory runs out.
    public static func write(_ paragraphs: [Paragraph], modified: Int) throws(ZipError) -> [UInt8] {
        var zip = ZipWriter(modified: modified)
        try zip.add("[Content_Types].xml", Array(contentTypes.utf8))
        try zip.add("_rels/.rels", Array(relationships.utf8))
        try zip.add("word/document.xml", Array(document(paragraphs).utf8))
        return try zip.bytes()
    }

    private static func document(_ paragraphs: [Paragraph]) -> String {
        var xml = declaration
        xml += #"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#
        for paragraph in paragraphs {
            xml += "<w:p><w:r>"
            if paragraph.isBold { xml += "<w:rPr><w:b/></w:rPr>" }
            let lines = paragraph.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            for (index, line) in lines.enumerated() {
                if index > 0 { xml += "<w:br/>" }
                xml += #"<w:t xml:space="preserve">\#(XMLText.escape(String(line)))</w:t>"#
            }
            xml += "</w:r></w:p>"
        }
        return xml + "<w:sectPr/></w:body></w:document>"
    }

    private static let declaration = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"# + "\n"

    private static let contentTypes =
        declaration + """
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
            <Default Extension="xml" ContentType="application/xml"/>\
            <Override PartName="/word/document.xml" ContentType="\(mediaType).main+xml"/></Types>
            """

    private static let relationships =
        declaration + """
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
            <Relationship Id="rId1" Target="word/document.xml" \
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>
            """
}
