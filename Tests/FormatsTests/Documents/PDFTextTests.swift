// The text of PDFs.

import Formats
import Foundation
import System
import Testing
import Zlib

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
        #expect(try PDFText.pages(of: pdf([("/Filter /FlateDecode", packed)])) == [["Total: 12", "Date today"]])
        let ascii = Array(
            ##"Garg^;(sq,0K1[^#Y@n?#g"_kbct&"1t#>/a\iDl;M`nC8^p_d2)8"T-qORt9FO1fr05,lbufZ20*Tr=!!C=S%K~>"##.utf8)
        #expect(
            try PDFText.pages(of: pdf([("/Filter [/ASCII85Decode /FlateDecode]", ascii)])) == [
                ["Total: 12", "Date today"]
            ])
        let plain = #"BT (One \(1\) \101) Tj 0 -12 Td <54776F> Tj 40 0 Td (wide) Tj (Three) ' ET"#
        #expect(try PDFText.pages(of: pdf([("", Array(plain.utf8))])) == [["One (1) A", "Two wide", "Three"]])
    }

    @Test("pages without text have no lines; what is no PDF has no pages; pictures are passed over")
    func others() throws {
        #expect(try PDFText.pages(of: Array("%PDF-1.4 /Type /Page /Type /Pages /Type /Page".utf8)) == [[], []])
        #expect(try PDFText.pages(of: Array("BT (x) Tj ET".utf8)).isEmpty)
        #expect(try PDFText.pages(of: pdf([("/Subtype /Image", Array("BT (x) Tj ET".utf8))])) == [[]])
        #expect(try PDFText.pages(of: Array("%PDF-1.4 stream (((( endstream stream <<< endstream stream".utf8)) == [[]])
    }

    @Test("what a document unpacks to is charged, whether it can be used or not")
    func bombs() throws {
        let writer = ZlibWriter()
        writer.append([UInt8](repeating: 0, count: 10_000))
        // Without its end it is damaged, which is noticed only when most of it has been unpacked.
        let zeros = Array(writer.finish().dropLast(8))
        let cut = pdf(Array(repeating: ("/Filter /FlateDecode", zeros), count: 3))
        let bomb = pdf([("/Filter /FlateDecode", zeros)])
        func read(_ bytes: [UInt8], _ most: Int) throws {
            _ = try PDFText.pages(of: bytes, budget: WorkBudget(WorkBudget.Limits(unpackedBytes: most)))
        }
        let one = unpackedSize(of: bomb)
        #expect(one > 1000)
        try read(cut, 3 * one)
        #expect(throws: WorkError.tooMuch(.unpackedBytes, limit: 3 * one - 1)) { try read(cut, 3 * one - 1) }
        let z = pdf([("/Filter /ASCII85Decode", Array(repeating: UInt8(ascii: "z"), count: 5000))])
        try read(z, 20_000)
        #expect(throws: WorkError.tooMuch(.unpackedBytes, limit: 19_999)) { try read(z, 19_999) }
    }

    /// The least budget with which a document can be read.
    private func unpackedSize(of bytes: [UInt8]) -> Int {
        var (low, high) = (0, 1 << 20)
        while low < high {
            let middle = (low + high) / 2
            let budget = WorkBudget(WorkBudget.Limits(unpackedBytes: middle))
            if (try? PDFText.pages(of: bytes, budget: budget)) == nil { low = middle + 1 } else { high = middle }
        }
        return low
    }

    @Test("pages are counted against the budget, with and without text")
    func pages() throws {
        let bytes = Array("%PDF-1.4 \(String(repeating: "/Type /Page ", count: 11))".utf8)
        let limits = WorkBudget.Limits(pages: 10)
        #expect(throws: WorkError.tooMuch(.pages, limit: 10)) {
            try PDFText.pages(of: bytes, budget: WorkBudget(limits))
        }
        let text = pdf(Array(repeating: ("", Array("BT (x) Tj ET".utf8)), count: 11))
        #expect(throws: WorkError.tooMuch(.pages, limit: 10)) {
            try PDFText.pages(of: text, budget: WorkBudget(limits))
        }
    }

    @Test("streams are found in time that grows with the size of the document")
    func manyStreams() throws {
        let bytes = Array("%PDF-1.4 \(String(repeating: "stream endstream ", count: 200_000))".utf8)
        let budget = WorkBudget(WorkBudget.Limits(milliseconds: 30_000))
        #expect(try PDFText.pages(of: bytes, budget: budget) == [[]])
    }
}
