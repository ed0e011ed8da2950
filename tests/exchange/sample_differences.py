"""Samples that are not read as they were counted: (counted, read, kept, refused), and why."""

from __future__ import annotations

REASONS: dict[str, tuple[tuple[str, int, int, int], str]] = {
    "gift/category1.gift": (("0", 0, 0, 1), "The name of a category, without a question."),
    "gift/categorySpecialCharacter.gift": (("0", 0, 0, 1), "The name of a category, without a question."),
    "apkg/media.apkg": (("1", 0, 0, 1), "The front of its card is a picture alone."),
    "blackboard_examview/sample_blackboard_pool.dat": (
        ("6", 0, 0, 1),
        "Blackboard's own pools are refused by name; its QTI export is read.",
    ),
    "blackboard_examview/examview_sample.xml": (("8", 0, 0, 1), "ExamView is refused by name."),
    "blackboard_examview/questions.examview.xml": (("8", 0, 0, 1), "ExamView is refused by name."),
    "csv_tsv/text-2fields.txt": (("9", 6, 0, 3), "Three rows lack a side."),
    "csv_tsv/bank1.txt": (
        ("97", 3, 7, 5),
        "A dialect near Respondus text, whose lines were counted; types that stand only there are kept.",
    ),
    "csv_tsv/tsv_3.txt": (("1", 0, 0, 1), "One word: nothing tells that it is a table."),
    "csv_tsv/tsv_media.txt": (("2", 0, 0, 2), "One side of its cards is a picture alone."),
    "markdown/simple.md": (("5", 4, 0, 1), "The last card has no back, on purpose."),
    "markdown/Computation_Graph.md": (("0", 0, 0, 1), "A note without cards."),
    "markdown/A.md": (("0", 0, 0, 1), "A note without cards."),
    "markdown/B.md": (("0", 0, 0, 1), "A note without cards."),
    "markdown/C.md": (("0", 0, 0, 1), "A note without cards."),
    "markdown/D.md": (("0", 0, 0, 1), "A note without cards."),
    "moodle_other_text/question.missingword1.txt": (
        ("", 1, 0, 0),
        "Not counted; a question of GIFT with missing words.",
    ),
    "moodle_other_text/question.missingword2.txt": (
        ("", 1, 0, 0),
        "Not counted; a question of GIFT with missing words.",
    ),
    "moodle_other_text/question.missingword3.txt": (
        ("", 1, 0, 0),
        "Not counted; a question of GIFT with missing words.",
    ),
    "moodle_other_text/broken_multianswer_1.txt": (
        ("", 0, 0, 1),
        "Not counted; Moodle's text with answers inside is refused by name.",
    ),
    "moodle_other_text/broken_multianswer_2.txt": (
        ("", 0, 0, 1),
        "Not counted; Moodle's text with answers inside is refused by name.",
    ),
    "moodle_other_text/broken_multianswer_3.txt": (
        ("", 0, 0, 1),
        "Not counted; Moodle's text with answers inside is refused by name.",
    ),
    "moodle_other_text/broken_multianswer_4.txt": (("", 0, 0, 1), "Not counted; a text without an answer."),
    "moodle_other_text/questions.multianswer.txt": (
        ("", 0, 0, 1),
        "Not counted; Moodle's text with answers inside is refused by name.",
    ),
    "moodle_other_text/sample_calculated_webct.txt": (("", 0, 0, 1), "Not counted; WebCT is refused by name."),
    "moodle_other_text/sample_webct.txt": (("", 0, 0, 1), "Not counted; WebCT is refused by name."),
    "moodle_xml/gapselects.xml": (("5", 4, 0, 1), "Two questions have the same idnumber."),
    "moodle_xml/gapfill_examples-2.xml": (
        ("5", 0, 2, 0),
        "Three of the elements counted stand inside the settings of a question.",
    ),
    "moodle_xml/QCM.xml": (("13", 8, 4, 2), "One question has two options without a text."),
    "qti12/bb_vista.imscc": (("12", 4, 5, 3), "Three questions have no prompt, or options without a text."),
    "qti12/assignment_groups.xml": (("0", 0, 0, 1), "Settings of a course, without questions."),
    "qti12/course_settings.xml": (("0", 0, 0, 1), "Settings of a course, without questions."),
    "qti12/files_meta.xml": (("0", 0, 0, 1), "Settings of a course, without questions."),
    "qti12/media_tracks.xml": (("0", 0, 0, 1), "Settings of a course, without questions."),
    "qti12/assessment_meta.xml": (("0", 0, 0, 1), "The settings of a quiz, without its questions."),
    "qti12/imsmanifest.xml": (("1", 0, 0, 1), "The list of a package; a word in it was counted."),
    "qti12/interaction_checks_1.2.xml": (("10", 6, 3, 1), "One question has options without a text."),
    "qti12/bank_entry_item.xml": (("0", 0, 0, 1), "A reference to a bank, without the question."),
    "qti12/choice_vary_points_by_answer_zero_points.xml": (
        ("unparseable", 0, 1, 0),
        "No proper XML: recovered; no answer of it scores.",
    ),
    "qti12/fib.xml": (("unparseable", 1, 0, 0), "No proper XML: recovered, with a mark."),
    "qti12/fib_str.xml": (("unparseable", 1, 0, 0), "No proper XML: recovered, with a mark."),
    "qti12/item_no_title.xml": (("unparseable", 1, 0, 0), "No proper XML: recovered, with a mark."),
    "qti2x/imsmanifest.xml": (("0", 0, 0, 1), "The list of a package, without it."),
    "qti2x/qti2v1.zip": (
        ("6", 4, 3, 2),
        "One item is no proper XML and could not be counted; two files are on its list only.",
    ),
    "qti2x/BadMix.zip": (("9", 8, 0, 1), "One item has an empty option, on purpose."),
    "qti2x/ExternalHref.zip": (("0", 0, 0, 1), "Its list leads out of the package, on purpose."),
    "qti2x/MissingFile.zip": (("0", 0, 0, 1), "Its one file is missing, on purpose."),
    "qti2x/NotContentPackage.zip": (("0", 0, 0, 1), "No list and no item, on purpose."),
    "qti2x/WebDeveloperTest1-incomplete.zip": (("unparseable", 0, 0, 1), "A damaged archive, on purpose."),
    "qti3/BPIGtest.xml": (("0", 0, 0, 1), "A test that refers to items, without them."),
    "qti3/imsmanifest.xml": (("0", 0, 0, 1), "The list of a package, without it."),
    "qti3/unbelievableNight.xml": (("0", 0, 0, 1), "A text that items refer to, without them."),
    "qti3/BGtest.xml": (("0", 0, 0, 1), "A test that refers to items, without them."),
    "qti3/imsmanifest-2.xml": (("0", 0, 0, 1), "The list of a package, without it."),
    "xlsx/Moodle-Q.xlsx": (("0", 1, 0, 0), "A form for one question, which stands in no numbered row."),
}

SHOWN = 96  # pictures and sounds of all samples that their questions show
