"""Clustering of failed questions: small exact cases, invariance, and quality on public data where it is present."""

import json
import os
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from knowledge import clustering
from knowledge.clustering import assign_to_clusters, cluster_questions, groups, keywords, name_cluster
from knowledge.scoring import cluster_f1, gap_scores
from training.ai.embedding import embed

DATA = Path(os.environ.get("ROMASHKA_PUBLIC_DATA", Path(__file__).parents[3] / "shared" / "data")) / "intents"

ADDRESS = [
    "How do I change my delivery address?",
    "I moved house, can I change the delivery address?",
    "change my address for the delivery please",
    "The delivery address on my order is wrong, how can I change it?",
    "Can you change the address of my delivery?",
]
INVOICE = [
    "Where can I download my invoice?",
    "I need an invoice for my last order",
    "Please send me the invoice as a pdf",
    "how do I download an invoice",
    "My invoice is missing, where do I find the invoice?",
]
ODD = ["Do you sell gift vouchers in Portuguese?"]


def cluster(texts, **options):
    return cluster_questions(texts=texts, vectors=embed(texts), **options)


def partition(texts, labels):
    """The clusters as sets of texts, which no renumbering changes; noise apart."""
    groups = {}
    for text, label in zip(texts, labels, strict=True):
        groups.setdefault(int(label), Counter())[text] += 1
    noise = groups.pop(-1, Counter())
    return {frozenset(group.items()) for group in groups.values()}, noise


def test_it_tells_two_topics_apart_and_leaves_the_odd_question_out():
    texts = ADDRESS + ODD + INVOICE

    found = cluster(texts)

    assert partition(texts, found.labels) == (
        {frozenset(Counter(ADDRESS).items()), frozenset(Counter(INVOICE).items())},
        Counter(ODD),
    )


def test_nothing_gives_no_cluster():
    found = cluster_questions(texts=[], vectors=np.zeros((0, 256), dtype=np.float32))

    assert len(found) == 0
    assert found.labels.shape == (0,)
    assert found.centroids.shape == (0, 256)


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_questions_than_the_least_size_are_noise(count):
    assert cluster(ADDRESS[:count]).labels.tolist() == [-1] * count


def test_one_question_is_a_cluster_when_one_is_enough():
    found = cluster(ADDRESS[:1], min_size=1)

    assert found.labels.tolist() == [0]
    assert found.cohesion[0] == pytest.approx(1, abs=1e-5)


def test_equal_texts_are_one_cluster_whatever_their_case_and_spaces():
    texts = ["Where is my parcel?", "where is  my parcel?", " WHERE IS MY PARCEL? "]

    assert cluster(texts).labels.tolist() == [0, 0, 0]


def test_repeats_count_towards_the_least_size():
    texts = ["Where is my parcel?"] * 3 + ["Can I pay in dollars?"] * 2

    assert cluster(texts).labels.tolist() == [0, 0, 0, -1, -1]


def test_questions_with_zero_vectors_and_no_words_stay_noise():
    texts = ["?", "!", "...", "-"]

    found = cluster_questions(texts=texts, vectors=np.zeros((4, 256), dtype=np.float32))

    assert found.labels.tolist() == [-1] * 4


def test_a_zero_vector_among_real_ones_does_no_harm():
    texts = [*ADDRESS, "?!"]
    vectors = embed(texts)
    vectors[-1] = 0

    found = cluster_questions(texts=texts, vectors=vectors)

    assert found.labels.tolist() == [0] * 5 + [-1]
    assert np.isfinite(found.centroids).all()


def test_unrelated_questions_stay_noise():
    texts = [
        "How do I change my delivery address?",
        "what will the weather be on sunday",
        "My invoice shows the wrong tax number",
        "play some quiet piano music",
        "Is the red jacket made of wool?",
        "my password was stolen",
        "which vaccine do I need for Peru",
    ]

    assert cluster(texts).labels.tolist() == [-1] * len(texts)


def test_clusters_are_numbered_from_the_largest():
    texts = INVOICE[:4] + ADDRESS

    found = cluster(texts)

    assert found.labels.tolist() == [1] * 4 + [0] * 5
    assert found.members(cluster=1).tolist() == [0, 1, 2, 3]


def test_centroid_cohesion_and_representative_describe_their_cluster():
    texts = ADDRESS + INVOICE
    vectors = embed(texts)

    found = cluster_questions(texts=texts, vectors=vectors)

    for number in range(len(found)):
        own = vectors[found.members(cluster=number)]
        middle = own.mean(axis=0) / np.linalg.norm(own.mean(axis=0))
        np.testing.assert_allclose(found.centroids[number], middle, atol=1e-5)
        assert found.cohesion[number] == pytest.approx(np.mean(own @ middle), abs=1e-5)
        assert found.labels[found.representatives[number]] == number


def test_failures_amid_successes_are_kept_apart_from_a_topic_that_always_fails():
    invoices_that_worked = [f"{text} for order {number}" for number in range(8) for text in INVOICE]
    texts = ADDRESS + INVOICE

    found = cluster(texts, background_texts=invoices_that_worked, background_vectors=embed(invoices_that_worked))

    address, invoice = found.labels[0], found.labels[5]
    assert set(found.labels[:5]) == {address}
    assert address != invoice
    assert found.failure_rate[address] == pytest.approx(1)
    assert invoice == -1 or found.failure_rate[invoice] < 0.5


def test_the_weight_of_a_sampled_background_lowers_the_failure_rate():
    worked = [f"{text} number {number}" for number in range(2) for text in INVOICE]
    options = {"background_texts": worked, "background_vectors": embed(worked)}

    light = cluster(INVOICE, **options, background_weight=1)
    heavy = cluster(INVOICE, **options, background_weight=10)

    assert heavy.failure_rate[0] < light.failure_rate[0]


def test_without_successful_questions_the_failure_rate_is_unknown():
    assert np.isnan(cluster(ADDRESS).failure_rate).all()


ANSWERED = [
    "my phone was stolen yesterday",
    "I have a new phone number",
    "the login code never arrives",
    "no six-digit code for the login",
]
CODES = [
    "Use one of your 8 backup codes.",
    "The 8 backup codes are for that.",
    "Take one of the 8 backup codes.",
    "One of your 8 backup codes.",
]


def test_questions_in_other_words_are_one_matter_when_people_answer_them_alike():
    texts = ANSWERED + ADDRESS + INVOICE
    answers = CODES + ["You can change it under My orders until it is packed."] * 5 + ["Under invoices."] * 5
    assert set(cluster(texts).labels[:4].tolist()) == {-1}
    found = cluster(texts, answers=answers, answer_vectors=embed(answers))
    assert len(set(found.labels[:4].tolist())) == 1
    assert found.labels[0] != -1
    assert set(found.labels[:4].tolist()).isdisjoint(found.labels[4:].tolist())


def test_a_phrase_that_answers_anything_makes_no_matter_of_strangers():
    texts = ["is the kettle made of steel", "who owns your company", "do tulips need shade"]
    answers = ["I have sent you an e-mail with the details."] * 3
    found = cluster(texts + ADDRESS, answers=answers + [""] * 5, answer_vectors=embed(answers + [""] * 5))
    assert found.labels[:3].tolist() == [-1, -1, -1]


def test_the_order_of_questions_with_answers_does_not_matter():
    texts = ANSWERED + ADDRESS + INVOICE
    answers = CODES + ["Under My orders, until it is packed."] * 5 + [""] * 5
    order = random.Random(5).sample(range(len(texts)), len(texts))  # noqa: S311 - a test, no secret
    straight = cluster(texts, answers=answers, answer_vectors=embed(answers))
    mixed = [answers[i] for i in order]
    shuffled = cluster([texts[i] for i in order], answers=mixed, answer_vectors=embed(mixed))
    assert partition(texts, straight.labels) == partition([texts[i] for i in order], shuffled.labels)


@pytest.mark.parametrize("options", [{"answers": ["x"]}, {"answer_vectors": np.ones((5, 256))}, {"answers": [""] * 5}])
def test_answers_and_their_vectors_come_together(options):
    with pytest.raises(ValueError, match="answers"):
        cluster(ADDRESS, **options)


@pytest.mark.parametrize(
    "wrong",
    [
        {"vectors": np.zeros((1, 4))},
        {"vectors": np.full((2, 4), np.nan)},
        {"vectors": np.zeros(2)},
        {"min_size": 0},
        {"likeness_cut": 1.0},
        {"background_weight": 0},
        {"background_texts": ["x"]},
        {"background_texts": ["x"], "background_vectors": np.zeros((1, 3))},
    ],
)
def test_it_refuses_impossible_input(wrong):
    with pytest.raises(ValueError, match=r"."):
        cluster_questions(**{"texts": ["a", "b"], "vectors": np.ones((2, 4)), **wrong})


def worded_questions(topics, per_topic, seed):
    """Questions of made-up words: each topic has its own, all share some; vectors to match."""
    rng = random.Random(seed)  # noqa: S311 - a test, no secret
    centres = np.random.default_rng(seed).normal(size=(topics, 32))
    noise = np.random.default_rng(seed + 1)
    texts, vectors, truth = [], [], []
    for topic in range(topics):
        for _ in range(per_topic):
            own = rng.sample([f"topic{topic}word{number}" for number in range(8)], 3)
            texts.append(" ".join([*own, *rng.sample(["how", "can", "my", "the", "please", "now"], 3)]))
            vectors.append(centres[topic] + noise.normal(size=32) * 0.7)
            truth.append(str(topic))
    return texts, np.array(vectors, dtype=np.float32), truth


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_the_questions_changes_nothing(seed):
    texts, vectors, _ = worded_questions(topics=9, per_topic=14, seed=seed)
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a test, no secret
    split = 90

    straight = cluster_questions(
        texts=texts[:split], vectors=vectors[:split], background_texts=texts[split:], background_vectors=vectors[split:]
    )
    mixed = [index for index in order if index < split]
    behind = [index for index in order if index >= split]
    shuffled = cluster_questions(
        texts=[texts[i] for i in mixed],
        vectors=vectors[mixed],
        background_texts=[texts[i] for i in behind],
        background_vectors=vectors[behind],
    )

    assert len(straight) >= 4
    np.testing.assert_array_equal(shuffled.labels, straight.labels[mixed])
    np.testing.assert_allclose(shuffled.failure_rate, straight.failure_rate, rtol=1e-5)


def test_above_the_exact_size_a_stride_is_clustered_and_the_rest_follows(monkeypatch):
    texts, vectors, truth = worded_questions(topics=10, per_topic=60, seed=5)
    monkeypatch.setattr(groups, "LARGEST_EXACT", 200)

    found = cluster_questions(texts=texts, vectors=vectors)

    assert cluster_f1(labels=found.labels.tolist(), truth=truth)["cluster_f1"] > 0.95
    assert (found.labels >= 0).mean() > 0.95


def test_a_question_goes_to_its_nearest_cluster_or_to_none():
    centroids = np.eye(3, dtype=np.float32)
    vectors = np.array([[0.9, 0.1, 0], [0, 2, 0.1], [1, 1, 0], [1, 1, 1], [0, 0, 0], [-1, 0, 0]])

    labels = assign_to_clusters(vectors=vectors, centroids=centroids, threshold=0.6, margin=0.05)

    assert labels.tolist() == [0, 1, -1, -1, -1, -1]


def test_each_cluster_may_have_its_own_threshold():
    vectors = np.array([[0.8, 0.6], [0.6, 0.8]])

    labels = assign_to_clusters(vectors=vectors, centroids=np.eye(2), threshold=np.array([0.9, 0.7]), margin=0)

    assert labels.tolist() == [-1, 1]


def test_without_clusters_or_questions_nothing_is_assigned():
    assert assign_to_clusters(vectors=np.ones((2, 4)), centroids=np.zeros((0, 4))).tolist() == [-1, -1]
    assert assign_to_clusters(vectors=np.zeros((0, 4)), centroids=np.ones((1, 4))).tolist() == []


def test_assigning_refuses_other_dimensions_and_wrong_thresholds():
    with pytest.raises(ValueError, match="dimensions"):
        assign_to_clusters(vectors=np.ones((1, 4)), centroids=np.ones((1, 5)))
    with pytest.raises(ValueError, match="threshold"):
        assign_to_clusters(vectors=np.ones((1, 4)), centroids=np.ones((2, 4)), threshold=np.ones(3))


def test_a_cluster_is_named_by_its_clearest_question():
    assert name_cluster(ADDRESS) == "How do I change my delivery address?"


def test_a_name_is_cleaned():
    assert name_cluster(["Hello there, how do i reset my password"]) == "How do I reset my password?"
    assert name_cluster(["Hi! thanks. My card [CARD] was declined today."]) == "My card [CARD] was declined today"
    assert name_cluster(["parcel"]) == "Parcel"


def test_a_long_name_is_cut_at_a_word():
    name = name_cluster(["what " + "about something " * 20])

    assert len(name) <= clustering.TITLE_LENGTH
    assert name.endswith(("about…", "something…"))


def test_a_name_does_not_depend_on_order():
    assert name_cluster(INVOICE) == name_cluster(INVOICE[::-1])


def test_a_cluster_without_words_has_no_name():
    with pytest.raises(ValueError, match="without words"):
        name_cluster(["...", ""])


def test_keywords_set_a_cluster_apart():
    words = keywords(ADDRESS, ADDRESS + INVOICE + ["Where is my delivery?"] * 5)

    assert words[0] in {"address", "delivery address"}
    assert not {"how", "please", "my"} & set(words)
    assert len(keywords(ADDRESS, INVOICE, limit=1)) == 1


def test_keywords_of_nothing_are_none():
    assert keywords([], INVOICE) == []


def labelled(name):
    path = DATA / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip(f"public data set {path.name} is not on this machine")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row["text"] for row in rows], [row["label"] for row in rows]


def test_dstc11_intents_are_found_without_their_number():
    texts, truth = labelled("dstc11_development")

    found = cluster(texts)

    assert cluster_f1(labels=found.labels.tolist(), truth=truth)["cluster_f1"] >= 0.74


def test_hidden_banking_topics_are_found_amid_unrelated_failures():
    texts, topics = labelled("banking77_train")
    rng = random.Random(3)  # noqa: S311 - a test, no secret
    planted = set(rng.sample(sorted(set(topics)), 12))
    by_topic = {}
    for text, topic in zip(texts, topics, strict=True):
        by_topic.setdefault(topic, []).append(text)
    failed, worked = [], []
    for topic in sorted(by_topic):
        for text in rng.sample(by_topic[topic], min(40, len(by_topic[topic]))):
            (failed if topic in planted or rng.random() < 0.1 else worked).append((text, topic))
    behind = [text for text, _ in worked]

    found = cluster([text for text, _ in failed], background_texts=behind, background_vectors=embed(behind))

    scores = gap_scores(
        [[failed[index][1] for index in found.members(cluster=number)] for number in range(len(found))],
        Counter(topic for _, topic in failed),
        planted,
    )
    assert scores["planted_found"] >= 9
    assert scores["precision_at_10"] >= 0.8
