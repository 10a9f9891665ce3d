// Bodies that several live tests send.

import JSON

/// Headers and bodies in the formats of clients.
enum Bodies {
    /// DeepVA's credentials.
    static let key: KeyValuePairs<String, String> = ["Authorization": "Key demo-key"]
    /// The credentials of both Deepen platforms.
    static let bearer: KeyValuePairs<String, String> = ["Authorization": "Bearer demo-token"]
    /// Where calibrations are uploaded.
    static let calibrations = "/api/v2/external/clients/demo/calibration_dataset"
    /// Where groups are made.
    static let groups = "/api/v2/external/clients/demo/calibration_group/create"

    /// A job on a picture that needs no upload.
    static func job(tag: String) -> JSON {
        [
            "sources": [.string("http://media.test/\(tag).jpg")], "tag": .string(tag),
            "modules": ["object_scene_recognition": ["model": "general"]],
        ]
    }

    /// A multipart body with one file, in the boundary `edge`.
    static func multipart(
        _ name: String, filename: String, _ content: [UInt8], fields: [(String, String)] = []
    ) -> [UInt8] {
        var text = ""
        for (name, value) in fields {
            text += "--edge\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        text += "--edge\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(filename)\"\r\n\r\n"
        return Array(text.utf8) + content + Array("\r\n--edge--\r\n".utf8)
    }

    /// A multipart body that stores a file in the root folder of DeepVA's storage.
    static func upload(_ filename: String, _ content: [UInt8]) -> [UInt8] {
        multipart("file", filename: filename, content, fields: [("folder", "/")])
    }

    /// Headers of such bodies.
    static func multipartHeaders(_ authorization: String) -> KeyValuePairs<String, String> {
        ["Authorization": authorization, "Content-Type": "multipart/form-data; boundary=edge"]
    }
}
