// Writing CSV.

import Formats
import Testing

@Suite struct CSVWriterTests {
    @Test(
        "fields are quoted where they must be",
        arguments: [
            (["a", "b"], "a,b\r\n"), (["a,b"], "\"a,b\"\r\n"), (["a\"b"], "\"a\"\"b\"\r\n"), (["a\nb"], "\"a\nb\"\r\n"),
            (["", ""], ",\r\n"), ([""], "\"\"\r\n"), (["ä b"], "ä b\r\n"),
        ]
    )
    func quoting(fields: [String], text: String) {
        var writer = CSVWriter()
        writer.append(fields)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }

    @Test("another separator is the one that is quoted")
    func separator() {
        var writer = CSVWriter(separator: ";")
        writer.append(["a,b", "c;d"])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "a,b;\"c;d\"\r\n")
    }
}
