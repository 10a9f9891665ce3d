// Multipart bodies in any pieces, well formed and broken.

import HTTP
import Testing

@Suite struct MultipartParserTests {
    private struct ReadPart: Equatable {
        let head: PartHead
        var body: [UInt8] = []
    }

    private func parts(
        _ bytes: [UInt8], boundary: String = "B", piece: Int = .max, limits: WireLimits = WireLimits()
    ) throws -> (parts: [ReadPart], isComplete: Bool) {
        var parser = try MultipartParser(boundary: boundary, limits: limits)
        var parts: [ReadPart] = []
        var start = 0
        while start < bytes.count {
            let end = piece < bytes.count - start ? start + piece : bytes.count
            parser.append(Array(bytes[start..<end]))
            start = end
            while let event = try parser.next() {
                switch event {
                case .partHead(let head): parts.append(ReadPart(head: head))
                case .partBody(let bytes): parts[parts.count - 1].body += bytes
                case .partEnd, .end: break
                }
            }
        }
        return (parts, parser.isComplete)
    }

    private static let sample = wire(
        """
        preamble, ignored
        --B
        Content-Disposition: form-data; name="field"

        a value
        --B\u{20}\t
        content-disposition: FORM-DATA; filename="pho\\"to.jpg"; name=file
        Content-Type: image/jpeg

        line
        -- Bnot a boundary --
        --B

        """)

    @Test("fields and files, with padding, odd order and boundary-like content, in every split")
    func readsParts() throws {
        let body = wire(
            """
            preamble, ignored
            --B
            Content-Disposition: form-data; name="field"

            a value
            --B\u{20}\t
            content-disposition: FORM-DATA; filename="pho\\"to.jpg"; name=file
            Content-Type: image/jpeg
            X-Other: 1

            line
            --C
            --
            --B
            Content-Disposition: form-data; name="empty"


            --B--
            epilogue
            """)
        let whole = try parts(body)
        #expect(whole.isComplete)
        #expect(whole.parts.map(\.head.name) == ["field", "file", "empty"])
        #expect(whole.parts.map(\.head.filename) == [nil, "pho\"to.jpg", nil])
        #expect(whole.parts.map(\.head.contentType) == [nil, "image/jpeg", nil])
        #expect(whole.parts.map { String(decoding: $0.body, as: UTF8.self) } == ["a value", "line\r\n--C\r\n--", ""])
        for piece in 1...40 { #expect(try parts(body, piece: piece).parts == whole.parts) }
    }

    @Test(
        "names of files",
        arguments: [
            (#"filename="a b.txt""#, "a b.txt"), (#"filename="C:\dir\a.txt""#, #"C:\dir\a.txt"#),
            ("filename*=UTF-8''na%C3%AFve%20file.txt; filename=plain.txt", "naïve file.txt"),
            ("filename=plain.txt; filename*=iso-8859-1'en'%A3%20rates", "£ rates"),
            ("filename=plain.txt; filename*=UTF-8''%E4", "plain.txt"),
            ("filename=plain.txt; filename*=a.txt", "plain.txt"),
            (#"filename="a%22b%0D%0A%20""#, "a\"b\r\n%20"), (#"filename="""#, ""), ("filename=ä.txt", "ä.txt"),
        ])
    func readsFilenames(parameter: String, name: String) throws {
        let body = wire("--B\nContent-Disposition: form-data; name=\"f\"; \(parameter)\n\nx\n--B--\n")
        #expect(try parts(body).parts.first?.head.filename == name)
    }

    @Test(
        "boundaries as clients write them",
        arguments: [
            ("B ", "--B\r\n"), ("----WebKitFormBoundaryAbC123", "------WebKitFormBoundaryAbC123\r\n"),
            ("a'()+_,-./:=? b", "--a'()+_,-./:=? b\r\n"), ("B", "\r\n--B\r\n"), ("B", "preamble\r\n\r\n--B  \r\n"),
        ])
    func readsBoundaries(boundary: String, start: String) throws {
        let name = boundary.hasSuffix(" ") ? String(boundary.dropLast()) : boundary
        let body =
            start + "Content-Disposition: form-data; name=f\r\n\r\nx\r\n--\(name)-- \r\nepilogue\r\n--\(name)\r\n"
        for piece in [1, 3, Int.max] {
            let read = try parts(Array(body.utf8), boundary: boundary, piece: piece)
            #expect(read.isComplete)
            #expect(read.parts.map { String(decoding: $0.body, as: UTF8.self) } == ["x"])
        }
    }

    @Test("a header of a part may go on in the next line")
    func readsFoldedHeaders() throws {
        let body = wire("--B\nContent-Disposition: form-data;\n\tname=\"f\";\n filename=\"a b\"\n\nx\n--B--\n")
        #expect(try parts(body).parts.map(\.head) == [PartHead(name: "f", filename: "a b", contentType: nil)])
    }

    @Test(
        "the text of a field is in the character set that its part names, or in UTF-8",
        arguments: [
            (nil, [0xC3, 0xA4], "ä"), ("text/plain; charset=utf-8", [0xC3, 0xA4], "ä"), (nil, [0xE4], nil),
            ("text/plain; charset=ISO-8859-1", [0xE4, 0x80, 0x9F], "ä€Ÿ"), ("text/plain", [0x41], "A"),
            ("text/plain; charset=\"windows-1252\"", [0xFF, 0x41, 0x99], "ÿA™"), ("no type", [0x41], "A"),
        ] as [(String?, [UInt8], String?)])
    func readsFieldTexts(contentType: String?, bytes: [UInt8], text: String?) {
        #expect(FieldText.decode(bytes, contentType: contentType) == text)
    }

    @Test(
        "broken bodies are refused with a sentence",
        arguments: [
            "--B\nContent-Disposition: form-data\n\nx\n--B--", "--B\n\nx\n--B--", "--Bx\n\n", "--B\nno colon\n\n",
            "--B\nContent-Disposition: attachment; name=a\n\n", "--B\nContent-Disposition: form-data; name=\"a\n\n",
            "--B\nA: \u{1}\n\n", "--B\n: x\n\n",
        ])
    func refuses(text: String) {
        let problem = #expect(throws: BodyProblem.self) { try parts(wire(text)) }
        #expect(problem?.status == 400)
        #expect(problem?.message.hasSuffix(".") == true)
    }

    @Test("a body without its final boundary is never complete")
    func noticesTheMissingEnd() throws {
        #expect(try !parts(Self.sample).isComplete)
        #expect(try !parts([]).isComplete)
    }

    @Test("boundaries that are none", arguments: ["", String(repeating: "x", count: 71), "a\nb", "ä"])
    func refusesBoundaries(boundary: String) {
        #expect(throws: BodyProblem.self) { try MultipartParser(boundary: boundary, limits: WireLimits()) }
    }

    @Test("parts and their headers are bounded")
    func bounds() {
        var limits = WireLimits()
        limits.partCount = 2
        limits.partHeaderBytes = 100
        let part = "--B\nContent-Disposition: form-data; name=\"a\"\n\n\n"
        let many = #expect(throws: BodyProblem.self) { try parts(wire(part + part + part + "--B--"), limits: limits) }
        #expect(many?.status == 413)
        let long = "--B\nX: " + String(repeating: "x", count: 200)
        #expect(throws: BodyProblem.self) { try parts(wire(long), limits: limits) }
        #expect(throws: BodyProblem.self) { try parts(wire(long), piece: 1, limits: limits) }
    }

    @Test("any damage gives parts or a problem, the same in any pieces")
    func survivesDamage() {
        var state: UInt64 = 11
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: (state >> 33) % UInt64(bound))
        }
        for round in 0..<3000 {
            var bytes = Self.sample
            for _ in 0...random(3) {
                bytes[random(bytes.count)] = [0x0D, 0x0A, 0x2D, 0x42, UInt8(random(256))][random(5)]
            }
            let whole = try? parts(bytes)
            let pieces = try? parts(bytes, piece: 1 + round % 5)
            #expect(whole?.parts == pieces?.parts)
            #expect(whole?.isComplete == pieces?.isComplete)
        }
    }
}
