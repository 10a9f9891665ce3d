// The evaluation of a dataset: which images of a class belong together, and what each face looks like.

import Crypto
import Emulator
import JSON
import Store

/// Evaluates the classes and images of a dataset in slices, so that a large one does not block the loop.
final class DatasetEvaluation {
    /// How many images one slice evaluates.
    private static let sliceSize = 200
    /// Smaller classes have one cluster. In larger ones, every image whose position is a multiple of this is an outlier.
    private static let outlierEvery = 5
    /// Classes of this size and more fall into two groups; of the other images, those whose position is a multiple of
    /// ``secondEvery`` are the second one.
    private static let leastOfTwo = 6
    private static let secondEvery = 3
    private static let main = "cluster_main"
    private static let second = "cluster_1"
    private static let outlier = "outlier"

    private let call: Call
    private let dataset: Int
    private let hasFaces: Bool
    private var current: (number: Int, label: String, images: Int)?
    private var lastClass = 0
    private var lastImage = 0
    /// Images of the current class so far.
    private var seen = 0
    private var genders: [String: Int] = [:]

    private init(_ call: Call, dataset: Int, hasFaces: Bool) {
        self.call = call
        self.dataset = dataset
        self.hasFaces = hasFaces
    }

    /// Evaluates a dataset. Images of every type get clusters; only faces get attributes.
    static func start(_ call: Call) throws -> Reply {
        let id = call.path("dataset_id")
        let found = try call.database.first("SELECT seq, type FROM deepva_datasets WHERE id = ?", .text(id)) {
            (number: $0.int(0), type: $0.text(1))
        }
        guard let found else { throw Problem.unknownDataset }
        let evaluation = DatasetEvaluation(call, dataset: found.number, hasFaces: found.type == Datasets.face)
        return .slices { try evaluation.slice() }
    }

    private func slice() throws -> Reply.Slice {
        var left = Self.sliceSize
        while left > 0 {
            // The class may have been deleted since the last slice.
            if let known = current, try !exists(known.number) { current = nil }
            if current == nil, try !begin() { return try .done(finish()) }
            guard let current else { continue }
            let count = try evaluate(current, most: left)
            if count < left { try end(current) }
            // A class without images counts as work, too.
            left -= max(1, count)
        }
        return .again
    }

    private func exists(_ number: Int) throws -> Bool {
        try call.database.exists("SELECT 1 FROM deepva_classes WHERE seq = ?", .int(number))
    }

    /// Goes on to the next class; false if there is none.
    private func begin() throws -> Bool {
        current = try call.database.first(
            "SELECT seq, label, images FROM deepva_classes WHERE dataset = ? AND seq > ? ORDER BY seq LIMIT 1",
            .int(dataset), .int(lastClass)
        ) { ($0.int(0), $0.text(1), $0.int(2)) }
        guard let current else { return false }
        lastClass = current.number
        (lastImage, seen) = (0, 0)
        return true
    }

    private func evaluate(_ owner: (number: Int, label: String, images: Int), most: Int) throws -> Int {
        let images = try call.database.all(
            "SELECT seq, file_uri FROM deepva_images WHERE class = ? AND seq > ? ORDER BY seq LIMIT ?",
            .int(owner.number), .int(lastImage), .int(most)
        ) { (number: $0.int(0), uri: $0.text(1)) }
        for image in images {
            seen += 1
            let cluster = Self.cluster(position: seen, of: owner.images)
            var result: JSON = [:]
            if hasFaces {
                result = [
                    "face_attributes": attributes(of: image.uri, label: owner.label),
                    "face_clustering": .string(cluster),
                ]
            }
            try call.database.execute(
                "UPDATE deepva_images SET evaluation_json = ?, cluster = ? WHERE seq = ?", .text(result.description),
                .text(cluster), .int(image.number))
            lastImage = image.number
        }
        return images.count
    }

    /// The cluster of an image by its position in its class, from 1.
    private static func cluster(position: Int, of images: Int) -> String {
        if images >= outlierEvery, position % outlierEvery == 0 { return outlier }
        return images >= leastOfTwo && position % secondEvery == 0 ? second : main
    }

    /// Counts the clusters again: images may have been deleted since they were evaluated, and another evaluation of the
    /// dataset may be running.
    private func end(_ owner: (number: Int, label: String, images: Int)) throws {
        try call.database.execute("DELETE FROM deepva_clusters WHERE class = ?", .int(owner.number))
        for (position, cluster) in [Self.main, Self.second, Self.outlier].enumerated() {
            try call.database.execute(
                """
                INSERT INTO deepva_clusters(class, position, name, images)
                SELECT ?1, ?2, ?3, count(*) FROM deepva_images WHERE class = ?1 AND cluster = ?3 HAVING count(*) > 0
                """, .int(owner.number), .int(position), .text(cluster))
        }
        if hasFaces { genders[gender(of: owner.label), default: 0] += 1 }
        current = nil
    }

    private func finish() throws -> Reply {
        let statistics = JSONObject(["female", "male"].compactMap { name in genders[name].map { (name, .int($0)) } })
        let result: JSON = hasFaces ? ["gender_statistics": .object(statistics)] : [:]
        try call.database.execute(
            "UPDATE deepva_datasets SET evaluation_json = ? WHERE seq = ?", .text(result.description), .int(dataset))
        return try Datasets.reply(call, id: call.path("dataset_id"))
    }

    // MARK: - Faces

    /// A class is one person, so all its images show the same gender.
    private func gender(of label: String) -> String {
        var generator = call.tenant.identifiers.generator(for: ["evaluation", label])
        return generator.bool() ? "female" : "male"
    }

    /// The attributes of one picture. Glasses and beard depend on the person, the rest on the picture.
    private func attributes(of uri: String, label: String) -> JSON {
        var person = call.tenant.identifiers.generator(for: ["evaluation", label])
        let isMale = !person.bool()
        let wearsGlasses = person.bool(probability: 0.3)
        let hasBeard = isMale && person.bool(probability: 0.3)
        var moment = call.tenant.identifiers.generator(for: ["evaluation", label, uri])
        let emotion = moment.pick(FaceAttributeResults.emotions) ?? "Calm"
        let isSunny = moment.bool(probability: 0.08)
        let hidesEyes = isSunny
        return [
            "emotion": .string(emotion), "smile": .bool(emotion == "Happy"),
            "eyeglasses": .bool(wearsGlasses && !isSunny), "sunglasses": .bool(isSunny),
            "eyesopen": .bool(!hidesEyes && moment.bool(probability: 0.95)),
            "mouthopen": .bool(emotion == "Surprised" || moment.bool(probability: 0.2)), "beard": .bool(hasBeard),
            "mustache": .bool(hasBeard || (isMale && person.bool(probability: 0.1))),
            "roll": .double(moment.double(in: -20...20, decimals: 2)),
            "yaw": .double(moment.double(in: -45...45, decimals: 2)),
            "pitch": .double(moment.double(in: -25...25, decimals: 2)),
        ]
    }
}
