"""Zones: invented reports from an invented town."""

from __future__ import annotations

import time

import pytest

from analysis import schema
from analysis.reading.text.zones import find_zones

TITLE = "Ferry runs aground off Ostby"
STORY = "The ferry to Ostby ran aground on Monday night, and all forty passengers were brought ashore, the harbour master said."
MORE = "Divers will look at the hull on Tuesday before the ship is towed to the yard at Lindhaven, according to the owner."


def zones_of(*paragraphs: str, joint: str = "\n\n") -> list[str]:
    """The zones of paragraphs joined to a report."""
    found = find_zones(joint.join(paragraphs))
    assert len(found) == len(paragraphs)
    return [zone.zone for zone in found]


@pytest.mark.parametrize(("paragraphs", "zones"), [
    ((TITLE, "Divers to inspect the hull on Tuesday.", STORY, MORE), "headline body body body"),
    ((STORY, MORE), "body body"),
    # What stands above such a line is a caption, but not on pages that name the picture before its caption.
    ((TITLE, STORY, "Piet Brod lost his shop to the sea", "Photo: AP", MORE), "headline body caption caption body"),
    ((TITLE, "Baker Piet Brod said that his shop was lost.", "Image source, Reuters", "Image caption, The shop", STORY),
     "headline body caption caption body"),
    (("Ferry runs aground off the coast of Ostby.", STORY, MORE), "headline body body"),
    ((TITLE, TITLE, STORY), "headline boilerplate body"),
    (("World", TITLE, STORY), "boilerplate headline body"),
    (("Ferry runs aground", TITLE, TITLE + " – REUTERS", STORY), "headline caption caption body"),
    # A wire story may close with its agency.
    ((TITLE, STORY, MORE + " – AFP"), "headline body body"),
    ((TITLE, STORY, "A second wreck", MORE, "Ferries", "Islands"), "headline body body body boilerplate boilerplate"),
    ((TITLE, STORY, "He had no comment. AFP", "More on this story"), "headline body body boilerplate"),
    # A menu and what is read about elsewhere stand above the headline, the writer and the outlet below it.
    (("Courier", "World", "Ferries", "Election 2031", TITLE, "Divers wait for calm", "Ann Berg", "Sea desk", STORY),
     "boilerplate boilerplate boilerplate boilerplate headline body boilerplate boilerplate body"),
    ((TITLE, "The Ostby Evening Courier", "July 3, 2031 Thursday", STORY), "headline credit credit body"),
    (("Ferry aground", STORY), "headline body"),
    # Below the agency of a picture.
    ((TITLE, "Reuters", "The ferry at the pier of Ostby", STORY, "Getty Images", "The ferry was built in 1962", MORE),
     "headline credit caption body credit caption body"),
    ((TITLE, "Reuters", STORY), "headline credit body"),
    (("Dear reader,", STORY, "Reuters"), "body body credit"),
    # Other stories inside the story.
    ((TITLE, STORY, "Related articles", "Why ferries run aground", "12 May 2031", "Is the sea rising?", MORE, "A second wreck", STORY[:60] + "."),
     "headline body boilerplate boilerplate credit boilerplate body body body"),
    ((TITLE, STORY, "READ MORE", "• Why ferries run aground", "• Is the sea rising?", MORE), "headline body boilerplate boilerplate boilerplate body"),
    (("Trending:", "Storms", TITLE, STORY), "boilerplate boilerplate headline body"),
])
def test_lines_are_told_by_their_length_their_stop_and_their_place(paragraphs: tuple[str, ...], zones: str):
    assert zones_of(*paragraphs) == zones.split()


@pytest.mark.parametrize("line", [
    "Advertisement", "Share on Facebook", "Follow us on Twitter", "Read more: Why ferries run aground", "Related articles",
    "Leave a comment", "Previous Post Next Post", "Subscribe now to our newsletter for unlimited access",
    "We use cookies to make this site better. Accept all.", "You have 3 free articles left this month.", "5 min read",
    "Exit mobile version", "Story continues below", "Click here to download our app", "2 of 4 |", "list 1 of 3", "Image", "Keep reading",
    "Sign up to Ostby Today", "Enter your email address", "Allow content from Flitter?", "Share full article", "World / Sea / Ferry: all safe",
    "The Courier is not responsible for the content of external sites.", "https://courier.example/4UKab", "Join the Courier's Telegram channel for the latest news.",
    "Follow our coverage of the sea at https://courier.example/sea", "Media playback is unsupported on your device", "Sound off in the comments below!",
    "Leave your thoughts on ferries in the comments section below.", "Stay tuned for updates!", "• Read more: Why ferries run aground",
    "(Want to get this briefing by email? Here's the sign-up.)", "Send your questions to Ann at ann@courier.example", "Subscribe to our sea podcast here.",
    "The opinions expressed in this commentary are solely those of Ann Berg.", "The views expressed are personal.", "More to follow.", "For more information on the ferry, please call 555-785 or visit its office."])
def test_site_furniture_is_boilerplate(line):
    assert zones_of(TITLE, STORY, line, MORE) == ["headline", "body", "boilerplate", "body"]


@pytest.mark.parametrize("line", [
    "By Ann Berg", "By Ann Berg and Carl Dahl, Ostby Courier", "By Ann Berg and Carl Dahl, staff writers", "Ann Berg in Ostby and Carl Dahl in Tolm", "OSTBY, July 3 (Reuters) -", "Published: 3 July 2023 10:41 GMT", "July 3, 2023",
    "© 2023 Ostby Courier. All rights reserved.", "(With inputs from agencies)", "AFP", "With agencies",
    "CNN’s Ann Berg and Carl Dahl contributed to this report.", "All News 10:15 July 3, 2031", "July 3, 2031 Thursday", "Length: 523 words", "Courier's Paper | July 3, 2031",
    "Agencies Published July 3, 2031 Updated July 4, 2031 09:03am", "Curated by: Ann Berg",
    "(ATTN: UPDATES with the master's remarks in paras 4-6)", "By Courier News Desk | Edited by Ann Berg, Ostby", "WC 523 words", "BBC News",
    "Ann Berg reported from Ostby, and Carl Dahl from Lindhaven.", "Ostby, Norland CNN —", "Ann Berg is the sea bureau chief for The Courier.",
    "AP contributed to this report.", "With additional reporting by Reuters", "(With extra reporting by Ann Berg in Ostby Editing by Carl Dahl.)",
    "By Ann Berg For The Ostby Courier", "Originally published as Captain “slept” on the bridge",
    "This story has been updated with comment from the owner.", "Correction: An earlier version of this article gave the ferry another name.",
    "An earlier version of this story gave the wrong number of passengers.", "Correction Appended.", "By our Political Correspondent", "(Reporting by Ann Berg; Editing by Carl Dahl)"])
def test_bylines_datelines_and_agencies_are_credits(line):
    assert zones_of(TITLE, line, STORY, MORE) == ["headline", "credit", "body", "body"]


@pytest.mark.parametrize("line", [
    "The ferry at the pier of Ostby in June /AFP", "Photo: the ferry on the rocks", "File photo of the ferry", "The ferry on Monday – REUTERS",
    "The ferry in this image released by the coast guard on Monday. Coast Guard via REUTERS", "(Photo by Ann Berg/Getty Images)",
    "Pictured: the captain on the bridge", "Image copyright Reuters Image caption The ferry had been built in 1962", "Media captionThe ferry is towed off", "Captain Ann Berg, left, and Piet Brod on the bridge in June",
    "Piet Brod of Ostby, second from right, with pilots"])
def test_credit_marks_show_captions(line):
    assert zones_of(TITLE, line, STORY, MORE) == ["headline", "caption", "body", "body"]


@pytest.mark.parametrize("sentence", [
    "The owner will share the report with the police on Friday, and the crew may comment on it then, a lawyer said on Tuesday.",
    "By Tuesday evening the oil had reached the beach, and the photo that a walker took of it was seen all over the island.",
    "The captain told Reuters that he had read more than one warning, and he had copied the letter to the owner himself.",
    "The agency said by phone that more from the wreck would come.", "March on Monday, April next", "Correction by the crew of the course came too late.",
    "This story was told again and again on the island.", "Share prices fell below 2,000 points.", "Leave won, with turnout below a half.",
    "When he got back to Ostby, left alone by the crew, the captain turned right, he said, and the pilot to the left, which was wrong."])
def test_stories_about_sharing_photos_and_agencies_stay(sentence):
    assert zones_of(TITLE, STORY, sentence, MORE) == ["headline", "body", "body", "body"]


def test_lines_are_paragraphs_where_nothing_is_wrapped():
    assert zones_of(TITLE, STORY, MORE, joint="\n") == ["headline", "body", "body"]


def test_a_line_in_small_letters_goes_on_with_the_line_above_unless_it_is_furniture():
    assert [zone.zone for zone in find_zones(f"{TITLE}\n{STORY}\nThe ferry to\nthe island stayed.")] == ["headline", "body", "body"]
    assert zones_of(TITLE, "Published: 3 July 2031", "e-mail", "22 shares", STORY, joint="\n") == [
        "headline", "credit", "boilerplate", "boilerplate", "body"]


def test_lines_wrapped_at_a_width_are_one_paragraph():
    text = ("Ferry runs aground\n\n"
            "The ferry to Ostby ran aground on Monday\nnight, and all forty passengers, among\nthem a school class, were brought ashore\nbefore midnight.\n\n"
            "Divers will look at the hull on Tuesday,\nthe owner said.")
    assert [text[zone.start:zone.end][:10] for zone in find_zones(text)] == ["Ferry runs", "The ferry ", "Divers wil"]


def test_positions_are_into_the_raw_text_with_mark_and_windows_line_ends():
    text = "\ufeffFerry runs aground off Ostby\r\n\r\n\xa0 " + STORY + " \r\n\r\n" + MORE + "\r\n"
    assert [(text[zone.start:zone.end], zone.zone) for zone in find_zones(text)] == [
        (TITLE, "headline"), (STORY, "body"), (MORE, "body")]


@pytest.mark.parametrize("text", ["", " \n\n\ufeff", "AP", "Advertisement", "a\n\nb\n\nc"])
def test_zones_are_in_order_apart_and_of_the_schema(text):
    zones = find_zones(text)
    assert all(a.end <= b.start for a, b in zip(zones, zones[1:]))
    assert all(zone.start < zone.end and zone.zone in schema.ZONES for zone in zones)


@pytest.mark.parametrize("line", ["updated " * 39 + "!", "on" * 500, "AP/" * 200 + "x", "share " * 150 + "?", "By " + "Ann " * 35 + "1"])
def test_odd_lines_are_read_quickly(line):
    start = time.perf_counter()
    find_zones("Ferry runs aground off Ostby\n\n" + line + "\n\n" + STORY)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("blank", ["\u2003", "\u202f", "\u1680", "\x85", "\x1c"])
def test_a_line_of_blanks_of_any_kind_is_none(blank):
    assert [zone.zone for zone in find_zones(f"Ferry runs aground\n{blank}\n{STORY}")] == ["headline", "body"]


@pytest.mark.parametrize("stamp", ["Tue 4 Mar 2025 11.42 GMT", "Wed, Mar 5, 2025 at 11:42 AM EST", "Thurs 6 March 2025", "Sat. 8 March 2025",
    "8:44AM GMT 16 Mar 2025", "11:39am UK, Monday 03 March 2025", "03/04/25 06:03 PM ET EST", "Friday March 7, 2025 @ 8:13am PDT", "Story Created: Mar 7, 2025 at 9:56 AM AKDT",
    "7 March 2025, 18:07 (GMT+05:00)", "March 7, 2025 -- Updated 2011 GMT (0411 HKT)", "7 March 2025 Last updated at 19:47 By Ann Berg BBC News, Tolm"])
def test_a_date_and_a_time_in_any_order_are_a_stamp(stamp: str) -> None:
    text = f"Bridge falls\n\n{stamp}\n\nThe bridge at Tolm fell into the river on Tuesday, police said."
    assert [zone.zone for zone in find_zones(text)] == ["headline", "credit", "body"]
