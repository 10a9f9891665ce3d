// The words of the shipped graph. Names are combined from two halves, so that they belong to nobody.

/// Word lists of ``BaseGraphMaker``.
enum GraphWords {
    static let firstNames = words(
        """
        Alder Anneke Aurel Bente Bram Calla Casimir Corin Dagny Darian Dorrit Ebba Edda Elowen Emeric Fenna Fiete Gideon
        Greta Halvard Hedda Henrike Ilvy Ivo Janneke Jorin Juno Kaspar Kester Kirsa Lavinia Lennard Linnea Lorin Maike
        Marlo Merle Milo Nessa Nils Odalie Orrin Oskar Pelle Petra Quirin Ragna Rasmus Romy Runa Selma Sinja Sören Tamme
        Thea Tilda Ulrik Vanja Vidar Wenke Yorick Zelda
        """)
    static let surnameHeads = words(
        """
        Amber Ash Barley Birch Bramble Bright Brook Clover Cloud Copper Dusk Elder Ember Fallow Fern Flint Fox Frost Glen
        Hazel Heather Iron Juniper Lantern Lark Marlow Meadow Mist Moss Night Oat Plum Quill Raven Rowan Salt Sedge
        """)
    static let surnameTails = words(
        """
        barrow beck bloom brand bridge castle crest dale feather fell ferry field ford garden gate grove hart haven hollow
        hurst lark light mast mead petal quay ridge shaw sparrow stead thorne ward water wharf wick wood
        """)
    static let placeHeads = words(
        "Alder Brindle Corven Dorn Elsen Fenn Grauen Halm Isel Kessel Lind Marren Nor Oster Pell Quar Rost Selm Tarn Ulmen"
    )
    static let placeTails = words("haven burg mouth stedt field wick ford holm berg mere")
    static let countries = words(
        """
        Alvaria Borvenia Caldoria Derenia Estmark Fjorden Galvenia Hestria Ilmaria Jorvland Kestovia Lothmark Morvenia
        Nordwald Ostrenia Pelmark Quorenia Rhovia Selmaria Tarvenia Ulvland Vestria Wendmark Zelvenia
        """)
    static let occupations = words(
        """
        actor anchor architect biologist botanist carpenter cellist chemist composer conductor cook dancer diplomat
        director editor engineer geologist historian illustrator inventor journalist judge lawyer librarian linguist
        mathematician mayor minister novelist painter photographer physician pianist pilot poet presenter producer
        sculptor singer swimmer
        """)
    static let languages = words(
        "Alvarian Borvenian Caldorian Derenian Estish Galvenian Hestrian Ilmarian Kestovian Lothish Morvenian Rhovian")
    static let genres = words(
        "adventure animation biography comedy crime documentary drama family history music mystery nature news science sport talk"
    )
    static let awards = [
        "Amber Lens", "Blue Quill", "Copper Mask", "Crystal Reel", "Evening Star Prize", "Golden Thistle",
        "Harbour Medal", "Lantern Prize", "Northern Bell", "Order of the Linden", "Paper Crane Prize", "Silver Heron",
    ]
    static let titleAdjectives = words(
        """
        Amber Borrowed Broken Burning Distant Drifting Empty Fading Final Forgotten Frozen Gentle Golden Hidden Hollow
        Invisible Last Lost Painted Paper Quiet Restless Secret Silent Silver Sleeping Stolen Unwritten Wandering Winter
        """)
    static let titleNouns = words(
        """
        Archive Bridge Carousel Compass Corridor Garden Gate Harbour Horizon House Island Journey Key Ladder Lantern Letter
        Library Lighthouse Map Mirror Orchard Piano Railway River Season Shore Summer Tower Voyage Window
        """)
    static let shows = [
        "Around the Harbour", "Breakfast Hour", "City Lights", "Culture Compass", "Evening Round", "Field Notes",
        "Five to Nine", "Green Line", "Headlines at Noon", "Inside Parliament", "Late Journal", "Market Watch",
        "Morning Bell", "Music Box", "Night Owls", "Open Studio", "People and Places", "Science Bench", "Sports Arena",
        "The Long Table", "Town Square", "Weekend Report", "World Window", "Young Voices",
    ]

    private static func words(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
