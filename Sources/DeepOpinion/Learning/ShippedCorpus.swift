// The texts that the shipped models learn from: written for this purpose, a few dozen for each type.

/// Annotated texts, one a line: class, label and text, separated by vertical bars. A field that does not apply is empty.
enum ShippedCorpus {
    /// An annotated text.
    struct Record: Sendable {
        let className: String?
        let labelName: String?
        let text: String
    }

    /// The records of a type.
    static func records(of type: TaskType) -> [Record] {
        let text =
            switch type {
            case .absa: reviews
            case .classes: topics
            case .labels: sentiments
            case .classesAndLabels: requests
            }
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return nil }
            return Record(
                className: fields[0].isEmpty ? nil : String(fields[0]),
                labelName: fields[1].isEmpty ? nil : String(fields[1]), text: String(fields[2]))
        }
    }

    private static let reviews = """
        room|POS|The room was clean and quiet.
        room|POS|We loved the big comfortable bed.
        room|POS|A bright room with a wonderful view.
        room|POS|The bathroom was spotless and modern.
        room|NEG|The room was dirty and smelled of smoke.
        room|NEG|The bed was hard and the bathroom was broken.
        room|NEG|Our room was tiny, noisy and cold.
        room|NEG|The air conditioning in the bedroom did not work.
        room|NEU|The room has two beds and a desk.
        room|NEU|Our room was on the third floor.
        staff|POS|The staff were friendly and helpful.
        staff|POS|Reception welcomed us with a smile, great service.
        staff|POS|Our waiter was attentive and kind.
        staff|POS|Excellent team, they solved everything at once.
        staff|NEG|The staff were rude and slow.
        staff|NEG|Nobody at the reception wanted to help, terrible service.
        staff|NEG|The waiter ignored us for an hour.
        staff|NEG|Unfriendly personnel, very disappointing.
        staff|NEU|The reception is open around the clock.
        staff|NEU|The staff wear blue uniforms.
        food|POS|Breakfast was delicious with plenty of fresh fruit.
        food|POS|The food was amazing, the best dinner of our trip.
        food|POS|Great coffee and tasty pastries.
        food|POS|The restaurant serves excellent fish.
        food|NEG|The food was cold and tasteless.
        food|NEG|Breakfast was poor and the coffee was terrible.
        food|NEG|Dinner was overcooked and bland.
        food|NEG|The soup was salty and the meat was tough.
        food|NEU|Breakfast is served from seven to ten.
        food|NEU|The menu has meat, fish and vegetables.
        location|POS|Perfect location close to the beach.
        location|POS|The hotel is near the station, very convenient.
        location|POS|Beautiful quiet neighbourhood in the centre.
        location|NEG|The location is bad, far away from everything.
        location|NEG|A noisy street in an ugly area.
        location|NEG|It took an hour to get to the city, awful location.
        location|NEU|The hotel is ten minutes from the airport.
        location|NEU|It stands between the park and the river.
        price|POS|Great value for money, we paid very little.
        price|POS|The price was fair and cheap for the season.
        price|POS|An excellent offer at a low rate.
        price|NEG|Far too expensive for what you get.
        price|NEG|The bill was higher than agreed, what a rip-off.
        price|NEG|Parking costs a fortune, overpriced.
        price|NEU|The price includes breakfast and taxes.
        price|NEU|We paid one hundred euros per night.
        ||We stayed for two nights in May.
        ||My husband and I travel a lot.
        ||This was our second visit.
        ||It is raining today.
        ||Hello, how are you?
        ||I will call you on Monday.
        """

    private static let topics = """
        billing||I was charged twice on my invoice this month.
        billing||Please send me a copy of the invoice.
        billing||The refund has not arrived on my credit card.
        billing||Why did the price of my subscription go up?
        billing||My payment was declined but the money is gone.
        billing||Can I pay by bank transfer?
        delivery||My parcel has not arrived yet.
        delivery||Where is my order? The tracking number shows nothing.
        delivery||The package was left at the wrong address.
        delivery||How long does shipping to Austria take?
        delivery||The courier damaged the box.
        delivery||Please deliver my order on Saturday.
        account||I cannot log in, my password does not work.
        account||How do I change my e-mail address?
        account||Please delete my account and all my data.
        account||The reset mail for my password never comes.
        account||My user name was locked after too many attempts.
        account||I want to add a second user to our account.
        product||The device does not turn on any more.
        product||The screen is broken after one week.
        product||Does this charger fit the older model?
        product||The app crashes when I open the settings.
        product||The battery is empty after an hour.
        product||How do I update the software of the device?
        return||I want to return the shoes, they are too small.
        return||How can I send the item back?
        return||Please give me a label for my return.
        return||The jacket does not fit, can I exchange it?
        return||I changed my mind and want to cancel and return it.
        return||Until when can I return an item?
        ||It is raining today.
        ||Hello, how are you?
        ||We met on Monday.
        ||My sister lives in the city.
        """

    private static let sentiments = """
        |POS|I love it, it works perfectly.
        |POS|Great quality and fast delivery, thank you.
        |POS|Absolutely wonderful, I would buy it again.
        |POS|Very happy with this, highly recommended.
        |POS|The best purchase I have made this year.
        |POS|Excellent service and friendly people.
        |POS|Easy to use and looks beautiful.
        |POS|Amazing value, I am impressed.
        |POS|Everything was great, we had a good time.
        |POS|Sehr gut, ich bin begeistert und zufrieden.
        |POS|Tolle Qualität, jederzeit wieder.
        |NEG|I hate it, it broke after a day.
        |NEG|Terrible quality and rude support.
        |NEG|A complete waste of money, very disappointing.
        |NEG|It does not work and nobody helps.
        |NEG|The worst experience I have ever had.
        |NEG|Too slow, too expensive and badly made.
        |NEG|Arrived late and damaged, I am angry.
        |NEG|Poor instructions, useless product.
        |NEG|Never again, I want my money back.
        |NEG|Sehr schlecht, ich bin enttäuscht.
        |NEG|Leider kaputt, nie wieder.
        |NEU|The parcel arrived on Tuesday.
        |NEU|It comes in two colours.
        |NEU|The manual has forty pages.
        |NEU|I ordered one for my office.
        |NEU|The shop opens at nine.
        |NEU|It is made of steel and glass.
        |NEU|The meeting is in room four.
        |NEU|Die Lieferung kam am Montag.
        |NEU|Das Gerät wiegt zwei Kilo.
        """

    private static let requests = """
        it|high|The server is down and nobody can work.
        it|high|Urgent: the network has failed in the whole building.
        it|high|We have been hacked, please help immediately.
        it|normal|My laptop is slow since the last update.
        it|normal|Please install the new version of the software.
        it|normal|The printer on the second floor prints stripes.
        it|low|When you have time, could you order a second screen?
        it|low|A small wish: a larger mouse pad for my computer.
        facility|high|Water is running through the ceiling, come at once.
        facility|high|Urgent: the lift is stuck with people inside.
        facility|high|The front door does not lock, immediately send somebody.
        facility|normal|The heating in my office is too cold.
        facility|normal|A lamp in the kitchen does not work.
        facility|normal|The window of the meeting room cannot be closed.
        facility|low|It would be nice to have more plants in the kitchen some day.
        facility|low|No hurry, but the wall could use new paint.
        hr|high|My salary was not paid, I need it today, urgent.
        hr|high|Urgent: I had an accident at work and need the insurance at once.
        hr|normal|How many days of holiday do I have left?
        hr|normal|Please send me a confirmation of employment.
        hr|normal|I would like to hand in my sick note.
        hr|low|Is there a training about public speaking some day?
        hr|low|No hurry: who plans the summer party of the staff?
        finance|high|The supplier stops delivering today if we do not pay the invoice at once.
        finance|high|Urgent: the bank has blocked our account.
        finance|normal|Please approve the attached invoice.
        finance|normal|I need to book the costs of my trip to Vienna.
        finance|normal|The amount on the receipt is wrong.
        finance|low|When you have time, explain the new budget form to me.
        finance|low|No hurry: which cost centre do we use for books?
        ||It is raining today.
        ||Hello, how are you?
        ||We met on Monday.
        ||My sister lives in the city.
        """
}
