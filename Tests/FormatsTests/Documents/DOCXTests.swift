// Word documents.

import Formats
import Foundation
import System
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct DOCXTests {
    @Test("the package has its parts, and every part is well-formed XML")
    func parts() throws {
        let nasty = "a < b & \"c\" > 'd' \u{1} \u{FFFE} 日本 🎬"
        let bytes = try DOCX.write(
            [.init("Transcript", isBold: true), .init(nasty), .init("two\nlines"), .init("")],
            modified: 0
        )
        let zip = try ZipReader(.memory(bytes))
        #expect(zip.entries.map(\.name) == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
        for entry in zip.entries {
            let parser = XMLParser(data: Data(try zip.read(entry, maximum: 1 << 20)))
            #expect(parser.parse(), "\(entry.name) is not well-formed")
        }
        let document = String(decoding: try zip.read(zip.entries[2], maximum: 1 << 20), as: UTF8.self)
        #expect(document.contains("a &lt; b &amp; &quot;c&quot; &gt; &apos;d&apos; \u{FFFD} \u{FFFD} 日本 🎬"))
        #expect(document.contains("<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">Transcript</w:t>"))
        #expect(document.contains("two</w:t><w:br/><w:t xml:space=\"preserve\">lines"))
    }

    @Test("equal paragraphs and times give equal bytes")
    func determinism() throws {
        #expect(try DOCX.write([.init("a")], modified: 5) == DOCX.write([.init("a")], modified: 5))
        #expect(try DOCX.write([.init("a")], modified: 5) != DOCX.write([.init("b")], modified: 5))
    }
}
