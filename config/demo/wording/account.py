"""What customers ask about their account and data, and the answers."""

from config.demo.wording.base import Intent

CATEGORY = "Account"

INTENTS = (
    Intent(
        key="account_address",
        title="Changing the address in the account",
        fact="Address book",
        tags=("account", "address"),
        questions=(
            "I've moved. [How do I|Where can I] [change|update] my address in [my account|my profile]?",
            "My [account|profile] still has my old [address|street], [please update it|I want to change that].",
            "[Can you|Please] [change|save] my new address for [future orders|all orders from now on]: {street}, {city}.",
            "How can I [delete|remove] an old address from my [account|profile]?",
            "[We moved|I moved] to {city}. What do I have to [change|do] [in the account|with you]?",
            "[Where do I add|How do I save] a second [delivery address|address] [in my account|for the holiday home]?",
            "The [default|standard] address [in my account|at checkout] is wrong, [how do I set the other one|how can I set another as default]?",
            "[New flat,|New place,] new address, [where do I enter it|where in the profile does it go]?",
        ),
        details=("There is no open order.",),
        body=(
            "Open *My account* → **Address book**. There you can add, change and delete addresses and mark one as the standard for "
            "future orders. Orders that are already placed are not touched by it."
        ),
        ai=(
            "Open My account and then Address book. There you can add, change and delete addresses and mark one as the standard.",
            "That's done under My account, Address book. Please note that orders already placed are not touched by it.",
            "In the Address book (My account) you enter the new address and mark it as the standard for future orders.",
        ),
        human=(
            "I have changed it for you. You find it in the Address book of your account.",
            "The new address is saved; you can check it under My account, Address book.",
            "Done. The Address book lets you do it yourself as well.",
        ),
    ),
    Intent(
        key="password_reset",
        title="Forgotten password",
        fact="40 minutes",
        tags=("account", "password"),
        weight=1.4,
        questions=(
            "I [forgot|can't remember|lost] my password.",
            "[How do I|How can I] [reset|change] my password?",
            "I [can't log in|can't get into my account], [it says wrong password|my password doesn't work any more].",
            "The [password reset mail|reset link] [never arrives|doesn't come|isn't coming].",
            "[The link to set a new password|Your reset link] [has expired|doesn't work][. Again.|.]",
            "[Locked out|I'm locked out] after [too many|several] [wrong passwords|tries]. [What now?|Please unlock me.]",
            "I want to [set|choose] a new password [because the old one leaked|for safety].",
            "My [mother|husband] [forgot|doesn't know] the password [for|to] the account. [How does she get in?|What should we do?]",
        ),
        details=("My e-mail is {email}.",),
        body=(
            "Press *Forgotten password* on the login page. The link in the mail is **valid for 40 minutes** and works once. If no mail "
            "comes, look in the spam folder or use the address with which you order."
        ),
        ai=(
            "Press Forgotten password on the login page. The link in the mail is valid for 40 minutes and works once.",
            "You can set a new one with Forgotten password on the login page; the link is valid for 40 minutes. Look in the spam folder if it doesn't come.",
            "Please request a new link with Forgotten password. It's valid for 40 minutes, so open it soon.",
        ),
        human=(
            "I sent you a new link, it's valid for 40 minutes.",
            "A new link is on its way to you, valid for 40 minutes.",
            "Please try the link I have just sent, it is valid for 40 minutes.",
        ),
    ),
    Intent(
        key="account_delete",
        title="Deleting an account",
        fact="25 days",
        tags=("account", "privacy"),
        weight=0.8,
        questions=(
            "[Please delete|I want you to delete] my account[ and all my data|].",
            "How [do I|can I] [delete|close|remove] my [account|customer account|profile]?",
            "I [no longer want|don't want] to be a customer. Please [delete|close] my account.",
            "[Under data protection law|According to the privacy rules] I ask you to [erase|delete] [my data|everything you store about me].",
            "[Where is|I can't find] the [button|option] to [close|delete] my [profile|account].",
            "What [happens to|about] my [points and orders|order history] if I [close|delete] [the account|my account]?",
            "How long does it take until my [account|profile] and data are deleted?",
            "I [deleted|closed] my account by [mistake|accident]. Can [it be restored|I get it back]?",
            "My [mother|father] has died and I'd like the account to be [closed|removed]. [What do I do?|How does it work?]",
            "I [asked|requested] last week that my account be [removed|erased], and I can still [log in|sign in]. [When is it gone?|Why?]",
        ),
        details=("I have no open orders.", "The account runs on {email}."),
        body=(
            "*My account* → *Privacy* → *Delete account*. It is closed at once and erased for good **25 days** later; until then it "
            "can be brought back by logging in. Invoices must be kept by law and stay in a locked archive. Open points are lost."
        ),
        ai=(
            "Go to My account, Privacy, Delete account. It's closed at once and erased for good 25 days later; until then logging in brings it back.",
            "You can do it under Privacy with Delete account. The data are erased after 25 days, only invoices must be kept by law.",
            "With Delete account under Privacy the account is closed at once. 25 days later it is gone for good, and open points with it.",
        ),
        human=(
            "The account is closed right away and erased for good after 25 days. You find Delete account under Privacy.",
            "Please press Delete account under Privacy. For 25 days you can still bring it back by logging in, then it's erased.",
            "Erasing takes 25 days after you press Delete account, in case it was a mistake. Invoices have to be kept by law.",
            "There is a waiting time of 25 days between closing and final erasure. You start it under My account, Privacy.",
        ),
        wrong=(
            "An account can't be deleted, but you can simply not use it.",
            "Send us a copy of your passport by post so that we can delete the account.",
        ),
        held_back=(
            "Delete everything you know about me, how long does that take?",
            "I'd like to close my customer account for good, which steps?",
            "Can a deleted account be restored?",
            "Erase my account and personal data please. By when is it done?",
            "How is a customer account deleted?",
        ),
    ),
    Intent(
        key="email_change",
        title="Changing the e-mail address of an account",
        fact="both addresses",
        tags=("account", "e-mail"),
        weight=0.9,
        questions=(
            "How [can I|do I] change [my e-mail|the e-mail address|my mail address] [in my account|for logging in]?",
            "I have a new e-mail address, [can you change it|where do I enter it]?",
            "My old [mailbox|e-mail] [no longer exists|was closed], [how do I switch the account to the new one|and the account still uses it].",
            "I want to [log in|sign in] with [another|a different] e-mail[ from now on|].",
            "[Please replace|Could you replace] my e-mail address with {email}.",
            "I [changed|edited] my e-mail but [the login still wants|I still have to use] the old one.",
            "[My provider shut down|I left the company], so I need [my account|the login] on [a private|another] mail address.",
            "It says I [have to confirm|must confirm] my [new|changed] mail. [I got no link.|Where is the link?]",
            "There's a [typo|mistake] in the [e-mail address|mail address] of my account. [How do I fix that?|Can I correct it?]",
            "[Notifications|All your mails] go to [a mailbox I never read|my ex-husband's address]. [How do I use another one?|Other address please.]",
        ),
        details=("I still know the password.",),
        body=(
            "*My account* → *Login data* → *New e-mail*. We send a link to **both addresses** and the change counts once each was "
            "clicked. If you no longer reach the old one, confirm with the number and total of your latest order instead."
        ),
        ai=(
            "Go to My account, Login data, New e-mail. We send a link to both addresses; the change counts once each was clicked.",
            "Enter it under Login data. You then have to confirm with a link at both addresses, or with your latest order's number and total if the old one is gone.",
            "You can change it under Login data and click the links we send to both addresses.",
        ),
        human=(
            "Change it under My account, Login data. Both links must be clicked, because we write to both addresses.",
            "For safety we send a link to both addresses. If the old mailbox is gone, confirm with the number and total of your latest order.",
            "It only counts after you confirmed at both addresses. You find the setting under Login data.",
            "Under Login data enter the new e-mail, then confirm on both addresses. Without the old mailbox the latest order's number and total will do.",
        ),
        wrong=(
            "The e-mail address is fixed. Please open a new account.",
            "We have changed it for you already, no confirmation is needed.",
        ),
        held_back=(
            "My account runs on an e-mail address I can't open any more, how do I change it?",
            "Logging in should work with my private e-mail in future, what must I do?",
            "I entered a new e-mail address, why isn't the change active yet?",
            "How is the e-mail address of my account replaced?",
            "Changing the mail address for login and messages",
        ),
    ),
    Intent(
        key="newsletter",
        title="Unsubscribing from the newsletter",
        fact="72 hours",
        tags=("newsletter", "e-mail"),
        questions=(
            "How do I [unsubscribe|get off your newsletter|stop the newsletter]?",
            "[Please stop|Stop] sending me [advertising|newsletters|so many e-mails].",
            "I [unsubscribed|clicked unsubscribe] but [still get|keep getting] your [mails|newsletter].",
            "I never [signed up|agreed] to [your newsletter|these mails]. [Take me off the list.|Remove me.]",
            "[Too many|Far too many] [mails|offers] from you. [Can I get fewer?|Is there a weekly version?]",
            "The [unsubscribe link|link at the bottom] [is broken|doesn't work].",
            "[Every day|Twice a day] [an offer|some promotion] in my inbox. [Enough!|How do I end this?]",
            "I'd like to [stop|end] the [marketing mails|promotions] but still get [order messages|shipping updates].",
        ),
        details=("My address is {email}.",),
        body=(
            "Each newsletter has an *Unsubscribe* link at the bottom. It takes up to **72 hours** until mails that are already queued "
            "stop. Under *My account* → *Messages* you can choose a weekly digest instead. Mails about orders always come."
        ),
        ai=(
            "Use the Unsubscribe link at the bottom of the newsletter. It takes up to 72 hours until queued mails stop.",
            "You can unsubscribe with the link at the bottom, or choose a weekly digest under Messages. Allow 72 hours for it to take effect.",
            "After Unsubscribe the last queued mails may still come for 72 hours. Mails about orders always come.",
        ),
        human=(
            "I took you off the list. It may take 72 hours until the last one arrives.",
            "You are unsubscribed now, allow 72 hours please.",
            "Done, though up to 72 hours some queued mails may still arrive.",
        ),
    ),
    Intent(
        key="loyalty_points",
        title="When bonus points expire",
        fact="18 months",
        tags=("bonus", "points"),
        weight=0.9,
        questions=(
            "My [leaf points|bonus points|points] [are gone|have vanished|disappeared]. [Why?|What happened?]",
            "[When do|Do] [my|the] [points|leaf points] [expire|run out]?",
            "I had [over 800|420|a lot of] points [last year|in spring], now [the account shows zero|there are far fewer].",
            "How long [are bonus points kept|do bonus points last|do points stay valid|are collected points valid]?",
            "[Can I|Is it possible to] get [expired|lost] points back?",
            "I [collected|saved] points for [a big purchase|Christmas], [do I have to hurry|until when can I use them]?",
            "[You wrote that|I got a mail that] [some of my|my] points [will be deleted|are about to expire]. [How do I keep them?|Is that true?]",
            "My points [balance|] was reset although I didn't spend [any points|anything].",
            "Does [buying something|a new order] [extend|renew] the [life|validity] of [my old|the other] points?",
            "[What's the rule|How does it work] with [old|unused] [loyalty|bonus] points? [Do they lapse?|]",
        ),
        details=("I've been in the programme from the start.",),
        body=(
            "Leaf points expire **18 months** after they were collected, oldest first. A reminder is sent a month before. 100 points "
            "are worth one euro and can be used in the basket. Points of returned goods are taken off; expired ones can't be restored."
        ),
        ai=(
            "Leaf points expire 18 months after they were collected, oldest first. We send a reminder a month before.",
            "Each point lasts 18 months from the day it was collected. Expired points can't be restored, I'm afraid.",
            "Your points run out 18 months after collecting them; you can use them in the basket, 100 points are one euro.",
        ),
        human=(
            "Points are valid for 18 months from when you collected them, then the oldest fall away. We send a reminder a month before.",
            "They expire 18 months after collecting. Once that has happened we can't bring them back.",
            "Every point has a life of 18 months. A new purchase doesn't extend the old ones.",
            "The points that are missing were older than 18 months. You can spend the rest in the basket.",
        ),
        wrong=(
            "Points never expire, please log in again.",
            "All points are deleted on New Year's Eve.",
        ),
        held_back=(
            "My collected points have become fewer, did they expire?",
            "Must bonus points be spent before a certain time?",
            "Do my leaf points expire if I don't shop for a while?",
            "For how many months are points kept?",
            "Lost points in the bonus programme, why?",
        ),
    ),
    Intent(
        key="login_code",
        title="The login code does not arrive",
        fact="8 backup codes",
        tags=("account", "two-step login"),
        weight=0.9,
        questions=(
            "I [don't get|am not receiving] the [login code|six-digit code|text message with the code].",
            "The [verification|security] code [never arrives|doesn't come] when I [log in|sign in].",
            "I have a new [phone|number] and [can't receive the code any more|the code goes to the old one].",
            "[Lost my phone|My phone was stolen], how do I [get into my account|log in without the code]?",
            "The code [you send|from the text message] is [always wrong|not accepted].",
            "How can I [turn off|skip|get round] the [login code|code] when my phone is [gone|broken|lost]?",
            "[It keeps asking for a code|It wants a code] from [an app|my phone] I [no longer have|deleted]. [What else can I use?|]",
            "[Abroad|On holiday] I get no text message with the login code. [Is there another way?|How can I log in?]",
            "Waiting [ten|twenty] minutes for the [number|code] to log in, [nothing|no message].",
            "Is there another way to log in if the code doesn't [come|arrive]?",
        ),
        details=("My new number is {phone}.", "The password is right."),
        body=(
            "When you switched two-step login on you were given **8 backup codes**; each works once in place of the text message. Without "
            "them use *Other way* on the code page: we then check the number and total of your latest order and set the new phone number."
        ),
        ai=(
            "You can use one of the 8 backup codes you were given when switching two-step login on. Without them choose Other way on the code page.",
            "Each of your 8 backup codes works once in place of the text message. If you don't have them, Other way checks your latest order instead.",
            "Please log in with one of the 8 backup codes, or press Other way on the code page and have the number and total of your latest order ready.",
        ),
        human=(
            "When two-step login was switched on you got 8 backup codes, each works once. Otherwise choose Other way on the code page.",
            "Do you still have the 8 backup codes? One of them gets you in. If not, press Other way and have your latest order's number and total ready.",
            "You have two ways: one of your 8 backup codes, or Other way on the code page, where we check your latest order.",
            "The 8 backup codes are meant for exactly that. Use one, then set the new phone number under Login data.",
        ),
        wrong=(
            "Please wait a day, the text message is just slow.",
            "You can log in without the code by using a private browser window.",
        ),
        held_back=(
            "My phone is lost, so I can't get the login code. How do I log in?",
            "The text message with the login code isn't reaching me, is there an alternative?",
            "Changed my number and am locked out now because the code goes to the old phone.",
            "How do I get into my account when no code shows up?",
            "Logging in without the code from the phone",
        ),
    ),
    Intent(
        key="guest_order_link",
        title="Adding a guest order to an account",
        fact="180 days",
        tags=("account", "guest order"),
        weight=0.8,
        questions=(
            "I ordered as a guest, [can I add the order to my account|how do I get it into my account]?",
            "My [guest order|order without an account] [isn't shown|doesn't appear] in my [account|order list].",
            "I [made|opened] an account after [buying|ordering]. [Can you link my earlier order?|Where is my first order?]",
            "[Is it possible to|Can I] [connect|link|assign] [an older|a previous] guest purchase [to my profile|with my new account]?",
            "[Can I get|Do I get] points for an order I made [without logging in|as a guest]?",
            "Order {order} was placed as a guest[ before I registered|], I'd like to have it in my account.",
            "I forgot to log in when I ordered[ the {item}|]. Can the guest order be moved into my account?",
            "How can I add old guest orders to my account?",
            "I registered [today|yesterday] and my order list is empty, although I ordered as a guest before.",
            "How [far back|old] can guest orders be to add them to [my account|a new account]?",
        ),
        details=("I used the same e-mail.", "I'd like to have it all in one place."),
        body=(
            "Guest orders of the last **180 days** can be added: *My orders* → *Add a guest order*, then order number and postcode. The "
            "e-mail address need not be the same. Points are credited afterwards."
        ),
        ai=(
            "Guest orders of the last 180 days can be added under My orders, Add a guest order. You need the order number and the postcode.",
            "Yes, use Add a guest order under My orders with order number and postcode. It works for the last 180 days and points are credited too.",
            "With Add a guest order you can take in anything from the last 180 days; the e-mail address need not be the same.",
        ),
        human=(
            "You can add guest orders from the last 180 days: My orders, Add a guest order, then number and postcode.",
            "It works for orders of the last 180 days. Press Add a guest order and enter the order number and the postcode.",
            "Under My orders there is Add a guest order. It accepts anything up to 180 days old and credits the points as well.",
            "As long as it's no older than 180 days, Add a guest order under My orders does it. The e-mail address doesn't matter.",
        ),
        wrong=(
            "Guest orders stay guest orders, they can't be added later.",
            "They appear in your account by themselves overnight.",
        ),
        held_back=(
            "Before registering I had ordered as a guest, how do I get that order into my account?",
            "My order list is empty although I ordered as a guest last month.",
            "How old may a guest order be to be added to an account?",
            "Can I get points for a guest order by adding it to my account?",
            "Attach an order without account to my new profile",
        ),
    ),
)
