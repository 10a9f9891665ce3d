// The attributes that nodes of the knowledge graph may have.

/// The name of an attribute. Static attributes depend on the type of the node; dynamic ones are links to other nodes.
enum GraphAttribute: String, Sendable, CaseIterable {
    case customID = "custom_id"
    case name
    case description
    case dateOfBirth = "date_of_birth"
    case dateOfDeath = "date_of_death"
    case mass
    case height
    case date
    case show

    case asset
    case award
    case capital
    case castMember = "cast_member"
    case channel
    case citizenship
    case colleague
    case countryOfOrigin = "country_of_origin"
    case director
    case educatedAt = "educated_at"
    case employer
    case genre
    case headquarters
    case language
    case locatedIn = "located_in"
    case location
    case mentions
    case occupation
    case partOf = "part_of"
    case person
    case placeOfBirth = "place_of_birth"
    case producer
    case residence
    case sibling
    case spouse

    /// The type of its values, as in responses.
    enum Kind: String, Sendable {
        case str, date, float
    }

    /// Whether it is static.
    var isStatic: Bool {
        switch self {
        case .customID, .name, .description, .dateOfBirth, .dateOfDeath, .mass, .height, .date, .show: true
        default: false
        }
    }

    /// The type of its values.
    var kind: Kind {
        switch self {
        case .dateOfBirth, .dateOfDeath, .date: .date
        case .mass, .height: .float
        default: .str
        }
    }
}
