// The text of PDFs.

import Formats
import Foundation
import Testing

@Suite("PDF text")
struct PDFTextTests {
    private func decoded(_ text: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: text))) }

    private func pdf(_ streams: [(head: String, body: [UInt8])]) -> [UInt8] {
        var bytes = Array("%PDF-1.4\n".utf8)
        for (head, body) in streams {
            bytes += "1 0 obj\n<< \(head) >>\nstream\r\n".utf8 + body + Array("\nendstream\nendobj\n".utf8)
        }
        return bytes + Array("trailer\n%%EOF".utf8)
    }

    @Test("text is read from plain, packed and ASCII85 streams, line by line")
    func text() throws {
        let packed = try decoded(
            "eJxzClEwN1IwNzBQCElR0AjJL0nMsVIwNNJUCMlSCNFSiNZwSdRU0DUyUNAoSQUyTAxArPyUxErNWIUQLwXXEAADyRAO")
        #expect(PDFText.pages(of: pdf([("/Filter /FlateDecode", packed)])) == [["Total: 12", "Date today"]])
        let ascii = Array(
            ##"Garg^;(sq,0K1[^#Y@n?#g"_kbct&"1t#>/a\iDl;M`nC8^p_d2)8"T-qORt9FO1fr05,lbufZ20*Tr=!!C=S%K~>"##.utf8)
        #expect(
            PDFText.pages(of: pdf([("/Filter [/ASCII85Decode /FlateDecode]", ascii)])) == [["Total: 12", "Date today"]])
        let plain = #"BT (One \(1\) \101) Tj 0 -12 Td <54776F> Tj 40 0 Td (wide) Tj (Three) ' ET"#
        #expect(PDFText.pages(of: pdf([("", Array(plain.utf8))])) == [["One (1) A", "Two wide", "Three"]])
    }

    @Test("pages without text have no lines; what is no PDF has no pages; pictures are passed over")
    func others() {
        #expect(PDFText.pages(of: Array("%PDF-1.4 /Type /Page /Type /Pages /Type /Page".utf8)) == [[], []])
        #expect(PDFText.pages(of: Array("BT (x) Tj ET".utf8)).isEmpty)
        #expect(PDFText.pages(of: pdf([("/Subtype /Image", Array("BT (x) Tj ET".utf8))])) == [[]])
        #expect(PDFText.pages(of: Array("%PDF-1.4 stream (((( endstream stream <<< endstream stream".utf8)) == [[]])
    }
}
