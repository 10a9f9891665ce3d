// Builds the shipped knowledge graph: nodes of every type with attributes and plausible links.

import Crypto

/// Builds the shipped graph, which is always the same.
struct BaseGraphMaker {
    private static let people = 1200
    private static let assets = 360
    private static let subassets = 420
    private static let broadcasts = 300

    /// A node that is being built.
    private struct NewNode {
        let kind: GraphNode.Kind
        let name: String
        var customID: String?
        var description: String?
        var statics: [(GraphAttribute, String)] = []
        var links: [(GraphAttribute, Int)] = []
    }

    private var generator = SeededGenerator(seed: 0x6B6E_6F77, "knowledge graph")
    private var nodes: [NewNode] = []

    /// The nodes of the graph in order of their ids.
    static func make() -> [BaseGraph.Entry] {
        var maker = BaseGraphMaker()
        maker.makeAll()
        return maker.entries()
    }

    // MARK: - Nodes

    private mutating func makeAll() {
        let countries = makePlain(GraphWords.countries, "Country.")
        let cities = makeCities(countries)
        let occupations = makePlain(GraphWords.occupations, "Occupation.")
        let languages = makePlain(GraphWords.languages, "Language.")
        let genres = makePlain(GraphWords.genres, "Genre.")
        let awards = makePlain(GraphWords.awards, "Award.")
        let stations = makeOrganisations(cities.filter { $0 % 5 == 0 }, "%@ Broadcasting", "Broadcaster from %@.")
        let schools = makeOrganisations(cities.filter { $0 % 6 == 1 }, "University of %@", "University in %@.")
        let people = makePeople()
        for (place, person) in people.enumerated() {
            let home = pick(cities)
            let birth = generator.bool(probability: 0.4) ? home : pick(cities)
            let trade = some(occupations, 1...3)
            let country = nodes[birth - 1].links.first { $0.0 == .locatedIn }?.1 ?? pick(countries)
            link(person, .citizenship, to: generator.bool(probability: 0.1) ? [country, pick(countries)] : [country])
            link(person, .placeOfBirth, to: [birth])
            link(person, .residence, to: [home])
            link(person, .occupation, to: trade)
            link(person, .language, to: some(languages, 1...3))
            link(person, .employer, to: some(stations, 0...2))
            link(person, .educatedAt, to: some(schools, 0...2))
            link(person, .award, to: some(awards, 0...1))
            link(person, .colleague, to: some(people, 0...3).filter { $0 != person })
            if place % 5 == 1 { marry(people[place - 1], person) }
            if place % 7 == 1 { link(person, .sibling, to: [people[place - 1]]) }
            nodes[person - 1].description =
                "\(capitalised(nodes[trade[0] - 1].name)) from \(nodes[home - 1].name)."
        }
        let films = makeAssets(people, countries: countries, languages: languages, genres: genres, stations: stations)
        makeSubassets(films, people: people, cities: cities)
        makeBroadcasts(films, people: people, stations: stations, languages: languages)
    }

    private mutating func makePlain(_ names: [String], _ description: String) -> [Int] {
        names.map { add(NewNode(kind: .node, name: $0, description: description)) }
    }

    private mutating func makeCities(_ countries: [Int]) -> [Int] {
        var cities: [Int] = []
        for head in GraphWords.placeHeads {
            for tail in GraphWords.placeTails.prefix(8) {
                let country = countries[cities.count % countries.count]
                let city = add(
                    NewNode(kind: .node, name: head + tail, description: "City in \(nodes[country - 1].name)."))
                link(city, .locatedIn, to: [country])
                if cities.count < countries.count { link(country, .capital, to: [city]) }
                cities.append(city)
            }
        }
        return cities
    }

    private mutating func makeOrganisations(_ cities: [Int], _ name: String, _ description: String) -> [Int] {
        cities.map { city in
            let place = nodes[city - 1].name
            let organisation = add(
                NewNode(
                    kind: .node, name: Self.filled(name, place), description: Self.filled(description, place)))
            link(organisation, .headquarters, to: [city])
            return organisation
        }
    }

    private mutating func makePeople() -> [Int] {
        var taken: Set<String> = []
        var people: [Int] = []
        while people.count < Self.people {
            let name = "\(text(GraphWords.firstNames)) \(text(GraphWords.surnameHeads))\(text(GraphWords.surnameTails))"
            guard taken.insert(name).inserted else { continue }
            var node = NewNode(kind: .person, name: name, customID: numbered("person", people.count + 1))
            let birth = day(1930...2003)
            node.statics.append((.dateOfBirth, birth.dotted + "."))
            if birth.year < 1960, generator.bool(probability: 0.4) {
                node.statics.append((.dateOfDeath, day(1990...2024).dotted + "."))
            }
            if generator.bool(probability: 0.6) {
                node.statics.append((.mass, "\(generator.double(in: 48...104, decimals: 1))"))
                node.statics.append((.height, "\(generator.double(in: 1.52...1.98, decimals: 2))"))
            }
            people.append(add(node))
        }
        return people
    }

    private mutating func makeAssets(
        _ people: [Int], countries: [Int], languages: [Int], genres: [Int], stations: [Int]
    ) -> [Int] {
        let titles = GraphWords.titleAdjectives.flatMap { adjective in
            GraphWords.titleNouns.map { "The \(adjective) \($0)" }
        }
        return generator.shuffled(titles).prefix(Self.assets).enumerated().map { place, title in
            let kinds = some(genres, 1...2)
            let asset = add(
                NewNode(
                    kind: .asset, name: title, customID: numbered("asset", place + 1),
                    description: "A work of the genre \(nodes[kinds[0] - 1].name)."))
            link(asset, .genre, to: kinds)
            link(asset, .countryOfOrigin, to: [pick(countries)])
            link(asset, .language, to: some(languages, 1...2))
            link(asset, .director, to: [pick(people)])
            link(asset, .producer, to: [pick(stations)])
            link(asset, .castMember, to: some(people, 3...12))
            return asset
        }
    }

    private mutating func makeSubassets(_ assets: [Int], people: [Int], cities: [Int]) {
        for place in 0..<Self.subassets {
            let asset = assets[place % assets.count]
            let number = place / assets.count + 1
            let whole = nodes[asset - 1]
            let part = add(
                NewNode(
                    kind: .subasset, name: "\(whole.name), part \(number)",
                    customID: whole.customID.map { "\($0)-\(number)" }, description: "Part of \(whole.name)."))
            let cast = whole.links.filter { $0.0 == .castMember }.map(\.1)
            link(part, .partOf, to: [asset])
            link(part, .person, to: generator.some(min(3, cast.count), of: cast))
            link(part, .location, to: [pick(cities)])
        }
    }

    private mutating func makeBroadcasts(_ assets: [Int], people: [Int], stations: [Int], languages: [Int]) {
        var taken: Set<String> = []
        var count = 0
        while count < Self.broadcasts {
            let show = text(GraphWords.shows)
            let day = day(2018...2025)
            let name = "\(show) of \(day.dotted)"
            guard taken.insert(name).inserted else { continue }
            count += 1
            let broadcast = add(
                NewNode(
                    kind: .broadcast, name: name, customID: numbered("broadcast", count),
                    description: "An edition of \(show).", statics: [(.date, day.dotted + "."), (.show, show)]))
            link(broadcast, .channel, to: [pick(stations)])
            link(broadcast, .language, to: [pick(languages)])
            link(broadcast, .person, to: some(people, 2...6))
            link(broadcast, .mentions, to: some(people, 0...2))
            if generator.bool(probability: 0.5) { link(broadcast, .asset, to: [pick(assets)]) }
        }
    }

    // MARK: - Parts

    private mutating func add(_ node: NewNode) -> Int {
        nodes.append(node)
        return nodes.count
    }

    private mutating func link(_ id: Int, _ name: GraphAttribute, to targets: [Int]) {
        for target in targets where !nodes[id - 1].links.contains(where: { $0 == (name, target) }) {
            nodes[id - 1].links.append((name, target))
        }
    }

    private mutating func marry(_ one: Int, _ other: Int) {
        link(one, .spouse, to: [other])
        link(other, .spouse, to: [one])
    }

    private mutating func pick(_ ids: [Int]) -> Int { ids[generator.int(in: 0..<ids.count)] }

    private mutating func text(_ texts: [String]) -> String { texts[generator.int(in: 0..<texts.count)] }

    /// Different elements, a random number of them in `range`.
    private mutating func some(_ ids: [Int], _ range: ClosedRange<Int>) -> [Int] {
        var chosen: [Int] = []
        let count = min(ids.count, generator.int(in: range))
        while chosen.count < count {
            let id = pick(ids)
            if !chosen.contains(id) { chosen.append(id) }
        }
        return chosen
    }

    private mutating func day(_ years: ClosedRange<Int>) -> CalendarDay {
        CalendarDay(
            year: generator.int(in: years), month: generator.int(in: 1...12), day: generator.int(in: 1...28))
    }

    private func numbered(_ word: String, _ number: Int) -> String {
        let digits = String(number)
        return "\(word)-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    private static func filled(_ pattern: String, _ name: String) -> String {
        pattern.split(separator: "%@", omittingEmptySubsequences: false).joined(separator: name)
    }

    private func entries() -> [BaseGraph.Entry] {
        nodes.enumerated().map { place, planned in
            let node = GraphNode(
                id: place + 1, kind: planned.kind,
                customID: planned.customID ?? numbered(planned.kind.rawValue, place + 1), name: planned.name,
                description: planned.description)
            var attributes = [
                BaseGraph.Attribute(name: .customID, value: node.customID, target: 0),
                BaseGraph.Attribute(name: .name, value: planned.name, target: 0),
            ]
            if let description = planned.description {
                attributes.append(BaseGraph.Attribute(name: .description, value: description, target: 0))
            }
            attributes += planned.statics.map { BaseGraph.Attribute(name: $0.0, value: $0.1, target: 0) }
            attributes += planned.links.map {
                BaseGraph.Attribute(name: $0.0, value: nodes[$0.1 - 1].name, target: $0.1)
            }
            return BaseGraph.Entry(node: node, attributes: attributes)
        }
    }
}
