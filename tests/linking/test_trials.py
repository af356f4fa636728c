"""Which trials a document reports and what it says of each."""

from __future__ import annotations

from extractor.language.pipeline import build_pipeline
from extractor.linking.drafts import TrialDraft
from extractor.linking.drugs import find_drugs
from extractor.linking.trials import find_trials
from extractor.reading.documents import read_text


def trials(text: str) -> list[TrialDraft]:
    source = read_text(text, id="x")
    doc = build_pipeline()(source.text)
    found = find_trials(doc, source, find_drugs(doc, source))
    for draft in found:
        for start, end in draft.covers:
            assert 0 <= start < end <= len(source.text)
        for slot in draft.slots.values():
            assert all(0 <= start < end <= len(source.text) for start, end in slot.evidence)
    return found


def value(draft: TrialDraft, name: str) -> object:
    return draft.slots[name].value if name in draft.slots else None


RELEASE = """Veltor Bio's Velorexib Improves Wakefulness in Phase 2b Narcolepsy Study

ZURICH, May 4, 2026 (GLOBE NEWSWIRE) -- Veltor Bio AG today announced topline results from \
DAYBREAK-2, a Phase 2b \
study of velorexib (VB-204) in adults with narcolepsy type 1.

The trial, which was double-blind and placebo-controlled, randomly assigned 148 participants in a \
2:2:1 ratio to \
velorexib 2 mg, velorexib 4 mg or placebo, taken once daily for eight weeks. Mean sleep latency rose \
by 16.2 minutes \
with 4 mg, 11.9 minutes with 2 mg and 1.8 minutes with placebo (p<0.001 for both doses).

Velorexib had shown similar effects in DAYBREAK-1, an open-label Phase 1b trial in 24 patients, \
where sleep latency \
rose by 12.4 minutes.

The company plans to start SUNRISE, a global Phase 3 trial of velorexib, which will enroll about 420 \
patients.

In HORIZON, a rival compound raised sleep latency by 10.1 minutes.

About Narcolepsy
Narcolepsy affects about 200,000 people in the United States.
"""


def test_main_earlier_and_planned_trial() -> None:
    main, earlier, planned = trials(RELEASE)
    assert value(main, "acronym") == "DAYBREAK-2"
    assert value(main, "status") == "reported"
    assert value(main, "phase") == "2b"
    assert value(main, "enrollment") == 148
    assert value(main, "duration") == (8.0, "week")
    assert value(main, "design.allocation") == "randomized"
    assert value(main, "design.masking") == "double-blind"
    assert value(main, "design.control") == "placebo"
    assert value(main, "design.allocation_ratio") == "2:2:1"
    assert value(main, "condition") == "narcolepsy type 1"
    assert (value(earlier, "acronym"), value(earlier, "phase"), value(earlier, "enrollment")) == (
        "DAYBREAK-1",
        "1b",
        24,
    )
    assert (value(planned, "acronym"), value(planned, "status"), value(planned, "enrollment")) == (
        "SUNRISE",
        "planned",
        420,
    )


def test_background_belongs_to_no_trial() -> None:
    source = read_text(RELEASE, id="x")
    for sentence in ("In HORIZON", "Narcolepsy affects"):
        place = source.text.index(sentence)
        assert not any(start <= place < end for draft in trials(RELEASE) for start, end in draft.covers)


TWINS = """Inhaled Corpaxil Cuts Flares in Bronchiectasis, Twin Trials Find

BREEZE-1 (NCT07000001) and BREEZE-2 (NCT07000002) were randomized, double-masked, vehicle-controlled \
phase 3 trials of \
corpaxil in adults with non-cystic fibrosis bronchiectasis. BREEZE-1 enrolled 512 patients and \
BREEZE-2 enrolled 498. \
Patients received corpaxil 25 mg or vehicle twice daily for 52 weeks.

In BREEZE-1, 41.2% of patients on corpaxil and 58.0% of those on vehicle had a flare (P<.001). The \
figures in BREEZE-2 \
were 44.0% and 57.1%.

Across both trials combined, 8.2% of patients given corpaxil and 4.1% of those given vehicle stopped \
because of cough.
"""


def test_twins_and_their_pooled_object() -> None:
    first, second, pooled = trials(TWINS)
    assert (value(first, "acronym"), value(first, "enrollment")) == ("BREEZE-1", 512)
    assert (value(second, "acronym"), value(second, "enrollment")) == ("BREEZE-2", 498)
    assert [slot.value for slot in first.registry_ids] == ["NCT07000001"]
    assert [slot.value for slot in second.registry_ids] == ["NCT07000002"]
    assert pooled.pooled
    assert value(pooled, "acronym") == "BREEZE-1 and BREEZE-2"
    assert pooled.registry_ids == []
    assert value(pooled, "phase") == value(first, "phase") == "3"
    source = read_text(TWINS, id="x")
    own = {"In BREEZE-1": first, "figures in BREEZE-2": second, "Across both": pooled}
    for words, draft in own.items():
        place = source.text.index(words)
        assert [d for d in (first, second, pooled) if any(a <= place < b for a, b in d.covers)] == [draft]


def test_a_trial_without_a_name() -> None:
    (draft,) = trials(
        "Vitamin C drops for dry eye: a randomised trial\n\nMethods: In this open-label trial, "
        "80 adults with dry eye "
        "disease were randomised (1:1) to ascorbin drops or usual care for 6 "
        "weeks.\n\nResults: Symptoms fell by 31% and "
        "12% (P = .01). Trial registration: ISRCTN12345678."
    )
    assert "acronym" not in draft.slots
    assert value(draft, "enrollment") == 80
    assert value(draft, "design.masking") == "open-label"
    assert value(draft, "design.control") == "standard-of-care"
    assert [slot.value for slot in draft.registry_ids] == ["ISRCTN12345678"]


def test_an_unnamed_running_trial_is_its_own() -> None:
    main, running = trials(
        "Lunafenib Helps in Chronic Cough\n\nIn a double-blind phase 2 trial, 120 adults with "
        "chronic cough were randomized "
        "to lunafenib or placebo. Cough frequency fell by 40% and 12% (P = .003).\n\nA phase 3 "
        "study of lunafenib in adults "
        "with chronic cough is ongoing and plans to recruit approximately 600 patients."
    )
    assert value(main, "phase") == "2"
    assert (value(running, "phase"), value(running, "status"), value(running, "enrollment")) == (
        "3",
        "ongoing",
        600,
    )


def test_an_extension_is_its_own_trial() -> None:
    main, extension = trials(
        "Tovamab in Gout: the SANDPIPER Trial\n\nSANDPIPER randomized 200 adults with gout to "
        "tovamab or placebo for 24 weeks. "
        "Flares fell by 52% (P < .001). A 52-week open-label extension of SANDPIPER (n=150) is under way."
    )
    assert value(main, "duration") == (24.0, "week")
    assert value(extension, "duration") == (52.0, "week")
    assert value(extension, "enrollment") == 150
    assert value(extension, "status") == "ongoing"


def test_a_stopped_trial() -> None:
    drafts = trials(
        "Orbin Reports Third Quarter Results\n\nIn May Orbin stopped WHIMBREL, a randomized "
        "phase 2 trial of orbinib in "
        "myelofibrosis, for futility. Sixty of a planned 140 patients had been enrolled."
    )
    assert [(value(d, "acronym"), value(d, "status"), value(d, "enrollment")) for d in drafts] == [
        ("WHIMBREL", "stopped", 60)
    ]


def test_a_protocol_is_planned() -> None:
    (draft,) = trials(
        "Zinc for colds: protocol for a randomised trial\n\nAdults with colds will be "
        "randomised to zinc or placebo. "
        "Participants will be followed for 4 weeks. The primary outcome will be assessed by diary."
    )
    assert value(draft, "status") == "planned"


def test_documents_without_a_trial() -> None:
    assert (
        trials(
            "Statins and stroke: a meta-analysis of 20 randomised trials\n\nWe pooled 20 "
            "randomised trials with "
            "40,000 participants. The risk fell by 12% (95% CI 8 to 16)."
        )
        == []
    )
    assert (
        trials(
            "Arden buys Bexley for $2 billion\n\nThe companies signed today. In mice (n = 12) "
            "the peptide cut weight "
            "by 20%. Shares rose 14%."
        )
        == []
    )


def test_two_trials_named_side_by_side_share_their_design() -> None:
    first, second, pooled = trials(
        "Bronexumab in asthma\n\n"
        "In two phase 3, double-blind, randomized trials (ORINOCO and TAGUS), adults with asthma received "
        "bronexumab 100 mg or placebo every 4 weeks for 48 weeks. A total of 812 patients underwent "
        "randomization in ORINOCO and 790 in TAGUS. In ORINOCO the rate of attacks was 0.71 with bronexumab "
        "and 1.02 with placebo (P=0.004). In TAGUS the rates were 0.80 and 1.01 (P=0.03). In the pooled "
        "population the rate ratio was 0.75 (95% CI, 0.64 to 0.88).\n"
        "(ORINOCO and TAGUS ClinicalTrials.gov numbers, NCT05000001 and NCT05000002.)\n"
    )
    assert (value(first, "acronym"), value(second, "acronym")) == ("ORINOCO", "TAGUS")
    assert (value(first, "enrollment"), value(second, "enrollment")) == (812, 790)
    assert [slot.value for slot in first.registry_ids] == ["NCT05000001"]
    assert [slot.value for slot in second.registry_ids] == ["NCT05000002"]
    assert value(first, "duration") == value(second, "duration") == (48.0, "week")
    assert pooled.pooled and value(pooled, "acronym") == "ORINOCO and TAGUS"


def test_numbered_successors_are_planned_and_stay_apart_from_the_first() -> None:
    main, second, third = trials(
        "Lumarel works in focal epilepsy\n\n"
        "The randomized, placebo-controlled phase 2b study, known as BALLAST, enrolled 240 adults with focal "
        "epilepsy. Seizures fell by 41% with lumarel and 17% with placebo (p<0.001).\n\n"
        "Next steps\n"
        "BALLAST-2 and BALLAST-3 will each randomize about 300 patients 1:1 to lumarel or placebo.\n"
    )
    assert (value(main, "acronym"), value(main, "phase"), value(main, "enrollment")) == ("BALLAST", "2b", 240)
    for draft in (second, third):
        assert value(draft, "status") == "planned"
        assert value(draft, "enrollment") == 300


def test_a_trial_stopped_early_with_results_is_reported() -> None:
    (draft,) = trials(
        "Oral anticoagulant loses\n\n"
        "In MERIDIAN-AF, omixaban was inferior to apixaban in patients with atrial fibrillation, and the "
        "trial was stopped early.\n"
        "The double-blind study randomly assigned 9,830 patients. Stroke occurred in 1.9% on omixaban and "
        "0.8% on apixaban (HR 2.4; 95% CI 1.9-3.1). Bleeding was seen in 0.4% and 0.9% (P=0.01).\n"
    )
    assert value(draft, "acronym") == "MERIDIAN-AF"
    assert value(draft, "status") == "reported"
    assert value(draft, "enrollment") == 9830


def test_controls_other_than_placebo() -> None:
    for text, control in (
        (
            "Infants were randomly allocated to receive 400 IU or 1000 IU of vitamin D per day.",
            "dose-comparison",
        ),
        ("Patients were randomised to the app or received usual care for 8 weeks.", "standard-of-care"),
        ("Schools were randomised; 12 got the lessons and 11 received no intervention.", "no-treatment"),
        ("Adults were randomly assigned to early mobilisation or delayed mobilisation.", "active"),
    ):
        (draft,) = trials(
            f"Results of a randomised trial\n\n{text} A total of 240 participants were randomised. "
            "The score was 4.1 and 5.2 (p=0.03)."
        )
        assert value(draft, "control") is None
        assert value(draft, "design.control") == control


def test_a_review_of_trials_is_no_trial() -> None:
    assert not trials(
        "Statins and muscles\n\nA meta-analysis of 19 double-blind trials found muscle pain in 27.1% with a "
        "statin and 26.6% with placebo (rate ratio 1.03; 95% CI 1.01-1.06).\n"
    )


SEVERAL = """Weekly pill and monthly shot both ease gout, two trials show

In RIDGE-1, which enrolled 410 adults with gout, 52% of those given tarvolimab 150 mg had no flares at \
week 24 versus 31% with placebo (P<.001). Serum urate fell too.

The company also told of an earlier phase 2a study in 64 patients, in which 40% of those on it had no \
flare.

A phase 3 trial in pseudogout is planned to start next spring and will enroll 300 people. In the phase 2 \
solexinib study, a rival's, 20% were free of flares.
"""


def test_studies_without_a_name_beside_a_named_one() -> None:
    main, earlier, planned = trials(SEVERAL)
    assert (value(main, "acronym"), value(main, "enrollment")) == ("RIDGE-1", 410)
    assert (value(earlier, "phase"), value(earlier, "enrollment"), value(earlier, "status")) == (
        "2a",
        64,
        "reported",
    )
    assert (value(planned, "phase"), value(planned, "enrollment"), value(planned, "status")) == (
        "3",
        300,
        "planned",
    )


FROM_ONE_TO_THE_NEXT = """Two late-breaking trials in stroke

FORGE-2 randomized 900 patients with stroke to nerivolast 20 mg or placebo.

Disability at day 90 was seen in 30.1% and 36.2%.

The second study, HARBOR-AF, enrolled 1,200 patients with stroke who had atrial fibrillation and gave them \
apixaban early or late.

Recurrent stroke occurred in 2.9% and 4.1%.
"""


def test_a_paragraph_goes_on_with_the_trial_before() -> None:
    text = FROM_ONE_TO_THE_NEXT
    source = read_text(text, id="x")
    first, second = trials(text)
    for words, draft in (("Disability at", first), ("Recurrent stroke", second)):
        place = source.text.index(words)
        assert [d for d in (first, second) if any(a <= place < b for a, b in d.covers)] == [draft]


def test_sizes_in_parallel_to_names() -> None:
    text = TWINS.replace(
        "BREEZE-1 enrolled 512 patients and BREEZE-2 enrolled 498. ",
        "BREEZE-1 and BREEZE-2 enrolled 512 and 498 patients, respectively. ",
    )
    first, second, _ = trials(text)
    assert (value(first, "enrollment"), value(second, "enrollment")) == (512, 498)


def test_who_took_part_ends_before_where_and_to_what() -> None:
    (trial,) = trials(
        "Pill for eczema\n\nBREAKFRONT randomized 295 adults with atopic dermatitis at 88 sites in Poland "
        "and Japan to placebo or one of two doses. EASI fell by 70% and 40%."
    )
    assert value(trial, "population") == "adults with atopic dermatitis"
