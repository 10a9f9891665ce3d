// Media types.

import Formats
import Mutations
import Testing

@Suite struct MediaSnifferTests {
    @Test(
        "the fixtures are known by their first bytes",
        arguments: [
            ("photo.jpg", "image/jpeg"), ("picture.png", "image/png"), ("clip.mp4", "video/mp4"),
            ("calibration.zip", "application/zip"), ("rows.csv", nil),
        ]
    )
    func fixtures(name: String, mediaType: String?) throws {
        #expect(MediaSniffer.mediaType(prefix: try Fixture.bytes(name)) == mediaType)
    }

    @Test(
        "signatures",
        arguments: [
            (text("%PDF-1.7"), "application/pdf"), (text("ID3\u{3}"), "audio/mpeg"),
            ([0xFF, 0xFB, 0x90, 0x64], "audio/mpeg"),
            (text("RIFF....WAVEfmt "), "audio/wav"), (text("RIFF....AVI LIST"), "video/x-msvideo"),
            (text("OggS"), "audio/ogg"),
            (text("fLaC"), "audio/flac"), ([0, 0, 0, 20] + text("ftypqt  "), "video/quicktime"),
            ([0, 0, 0, 20] + text("ftypM4A "), "audio/mp4"), ([0, 0, 0, 20] + text("ftypisom"), "video/mp4"),
            ([0x1A, 0x45, 0xDF, 0xA3], "video/x-matroska"), (text("<?xml version=\"1.0\"?><a/>"), "application/xml"),
            (text("\u{FEFF} \n<?xml?><svg>"), "image/svg+xml"), (text("<!DOCTYPE html>"), "text/html"),
            (text("<a/>"), nil), ([], nil), ([0xFF, 0xFF, 0xFF, 0xFF], nil), (text("plain"), nil),
        ] as [([UInt8], String?)]
    )
    func signatures(prefix: [UInt8], mediaType: String?) {
        #expect(MediaSniffer.mediaType(prefix: prefix) == mediaType)
    }

    @Test(
        "names and URLs tell by their extension",
        arguments: [
            ("a.JPG", "image/jpeg"), ("dir.d/clip.Mp4", "video/mp4"),
            ("https://host.test/a/b.webm?x=1.png#y", "video/webm"),
            ("storage://abc/doc.pdf", "application/pdf"), ("a.tar.gz", "application/gzip"), ("what?.csv", "text/csv"),
            ("noextension", nil), (".png", nil), ("a.", nil), ("a.unknown", nil), ("https://host.test", nil), ("", nil),
        ] as [(String, String?)]
    )
    func names(path: String, mediaType: String?) {
        #expect(MediaSniffer.mediaType(path: path) == mediaType)
    }

    @Test(
        "declared first, then bytes, then name, then the look of the bytes",
        arguments: [
            ("image/x-own", text("%PDF-"), "a.csv", "image/x-own"), (nil, text("%PDF-"), "a.csv", "application/pdf"),
            ("Text/Plain; charset=utf-8", text("%PDF-"), nil, "application/pdf"),
            ("application/octet-stream", text("a,b"), "a.csv", "text/csv"),
            ("text/plain; charset=utf-8", text("a,b"), nil, "text/plain; charset=utf-8"),
            ("application/octet-stream", text("a,ü"), nil, "text/plain"),
            (nil, [0, 1, 2], nil, "application/octet-stream"),
            (nil, [0xFF, 0x41], "x", "application/octet-stream"), (nil, [], nil, "application/octet-stream"),
            (nil, text("cut ü").dropLast(), nil, "text/plain"),
            (
                nil, text("PK\u{3}\u{4}"), "a.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            ),
            (nil, text("PK\u{3}\u{4}"), "a.png", "application/zip"),
            (nil, [0, 0, 0, 20] + text("ftypisom"), "a.m4a", "audio/mp4"),
            ("", text("x"), "a.srt", "application/x-subrip"),
        ] as [(String?, [UInt8], String?, String)]
    )
    func uploads(declared: String?, prefix: [UInt8], filename: String?, mediaType: String) {
        #expect(MediaSniffer.mediaType(declared: declared, prefix: prefix, filename: filename) == mediaType)
    }

    @Test(
        "kinds",
        arguments: [
            ("image/png", MediaKind.image), ("VIDEO/MP4", .video), ("audio/mpeg", .audio), ("application/pdf", .pdf),
            ("text/xml; charset=utf-8", .xml), ("application/atom+xml", .xml), ("image/svg+xml", .image),
            ("text/csv", .text),
            ("application/json", .text), ("application/zip", .zip), ("application/octet-stream", .other), ("", .other),
        ]
    )
    func kinds(mediaType: String, kind: MediaKind) {
        #expect(MediaKind(mediaType: mediaType) == kind)
    }

    @Test("any bytes are answered")
    func mutations() throws {
        var mutator = Mutator(seed: 7)
        for name in ["photo.jpg", "clip.mp4", "calibration.zip", "rows.csv"] {
            let prefix = Array(try Fixture.bytes(name).prefix(MediaSniffer.prefixLength))
            for _ in 0..<500 {
                let mediaType = MediaSniffer.mediaType(declared: nil, prefix: mutator.mutate(prefix), filename: nil)
                #expect(mediaType.contains("/"))
            }
        }
    }
}

private func text(_ text: String) -> [UInt8] {
    Array(text.utf8)
}
