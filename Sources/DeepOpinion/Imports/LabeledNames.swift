// The classes and labels that labeled data mentions.

import Emulator
import JSON
import System

/// Names of classes and labels, each once, in the order of their first use.
struct LabeledNames: Sendable {
    /// The most classes, and labels, that one request may mention.
    private static let maximum = 10_000

    private(set) var classes: [String] = []
    private(set) var labels: [String] = []
    /// A text that has each class.
    private(set) var examples: [String: String] = [:]
    private var seen: (classes: Set<String>, labels: Set<String>) = ([], [])

    init() {}

    /// The names in some lists.
    init(classes: [String], labels: [String]) throws {
        for name in classes { try add(TagInput(className: name, labelName: nil)) }
        for name in labels { try add(TagInput(className: nil, labelName: name)) }
    }

    /// Adds the names of a tag.
    ///
    /// - Parameter text: the text that is tagged.
    /// - Throws: ``Problem`` 400 for too many names, or one that is too long.
    mutating func add(_ tag: TagInput, of text: String = "") throws {
        if let name = tag.className, seen.classes.insert(name).inserted {
            classes.append(name)
            examples[name] = String(text.prefix(200))
        }
        if let name = tag.labelName, seen.labels.insert(name).inserted { labels.append(name) }
        guard classes.count <= Self.maximum, labels.count <= Self.maximum else {
            throw Problem.badRequest("More than \(Self.maximum) classes or labels are mentioned.", field: nil)
        }
        if let long = [tag.className, tag.labelName].compactMap({ $0 }).first(where: { $0.count > Names.longest }) {
            throw Problem.badRequest(
                "The name \(long.prefix(40)) is longer than \(Names.longest) characters.", field: nil)
        }
    }
}
