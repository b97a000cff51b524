"""More cases: answers in running text that name their questions by their words, and numbers in sentences."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from tests.mails.cases import SIGNATURE, Case

REX = "rex-2014"

PROSE: tuple[Case, ...] = (
    Case("sentences about titles", "outlook-365-html", "Bonjour,\n\nS’agissant de l’axe 2, à l’initiative de l’ARS, un portail a été ouvert en 2015. Pour l’axe 3, à l’initiative d’autres acteurs, le CHU a créé un centre de simulation." + SIGNATURE, answers={"Q2a": "un portail a été ouvert en 2015.", "Q3b": "le CHU a créé un centre de simulation."}),
    Case("one sentence about a title", "gmail-web", "En ce qui concerne les propositions à compter de 2018, nous souhaitons élargir à la ville." + SIGNATURE, answers={"Q6": "nous souhaitons élargir à la ville."}),
    Case("sentences about no title", "gmail-web", "Concernant la semaine de la sécurité, nous avons réuni 42 établissements. Pour le signalement, un portail." + SIGNATURE, answers={}, leftover=("Concernant la semaine de la sécurité, nous avons réuni 42 établissements. Pour le signalement, un portail.",)),
    Case("a title and a comma, without a word that points", "gmail-web", "Le PNSP, un levier, on en parle souvent." + SIGNATURE, answers={}, suggested={"Q5": "Le PNSP, un levier, on en parle souvent."}),
    Case("titles in sentences", "mutt", "Nombre d’établissements engagés : 45. Nombre de professionnels formés : 320. Nombre de séances : 12." + SIGNATURE, answers={"I1": "45.", "I2": "320.", "I3": "12."}, questionnaire=REX),
    Case("titles between semicolons", "mutt", "Établissements engagés : 12 sur 45 ; professionnels formés : 320 ; séances : 15" + SIGNATURE, answers={"I1": "12 sur 45", "I2": "320", "I3": "15"}, questionnaire=REX),
    Case("sentences of one answer", "mutt", "Propositions à compter de 2018 : une journée. Une charte : celle du CHU. Un film." + SIGNATURE, answers={"Q6": "une journée. Une charte : celle du CHU. Un film."}),
    Case("Roman parts", "outlook-365-text", "I) Axe 1\nUne semaine de la sécurité.\nII) Axe 2\nUn portail." + SIGNATURE, answers={}, suggested={"Q1a": "Une semaine de la sécurité.", "Q1b": "Une semaine de la sécurité.", "Q2a": "Un portail.", "Q2b": "Un portail."}),
    Case("Roman numbers of ours", "outlook-365-text", "Axe I : une semaine\nAxe II : un portail\nPour l’axe III : rien" + SIGNATURE, answers={"A1": "une semaine", "A2": "un portail", "A3": "rien"}, questionnaire="feuille-de-route-2023"),
    Case("a Roman number within an answer", "outlook-365-text", "A1 : nous suivons l’axe II du plan régional" + SIGNATURE, answers={"A1": "nous suivons l’axe II du plan régional"}, questionnaire="feuille-de-route-2023"),
    Case("Roman numbers of theirs", "mutt", "I - Contexte\nNotre région est grande.\nII - Actions\nUn bus." + SIGNATURE, answers={}, leftover=("I - Contexte\nNotre région est grande.\nII - Actions\nUn bus.",)),
    # numbers in sentences
    Case("numbers before their titles", "gmail-web", "Bonjour,\n\nNous avons 45 établissements engagés, 320 professionnels formés et 12 séances organisées. 88 événements ont été analysés." + SIGNATURE, answers={"I1": "Nous avons 45 établissements engagés", "I2": "320 professionnels formés", "I3": "12 séances organisées", "I4": "88 événements ont été analysés"}, questionnaire=REX),
    Case("one number out of another", "iphone-text", "12 établissements engagés sur 45, 1 230 professionnels formés.", answers={"I1": "12 établissements engagés sur 45", "I2": "1 230 professionnels formés"}, questionnaire=REX),
    Case("numbers before the first word of their titles", "iphone-text", "45 établissements, 320 professionnels formés.", answers={"I2": "320 professionnels formés"}, suggested={"I1": "45 établissements"}, questionnaire=REX),
    Case("numbers that are doubted", "iphone-text", "Nous n’avons pas 45 établissements engagés mais 43, et 320 professionnels formés.", answers={}, leftover=("Nous n’avons pas 45 établissements engagés mais 43, et 320 professionnels formés.",), questionnaire=REX),
    Case("numbers and a remark", "iphone-text", "Bonjour, 45 établissements engagés, 320 professionnels formés.\n\nLe projet régional avance bien.", answers={"I1": "45 établissements engagés", "I2": "320 professionnels formés"}, leftover=("Le projet régional avance bien.",), questionnaire=REX),
    Case("the same number twice", "iphone-text", "45 établissements engagés, 320 professionnels formés, 50 établissements engagés visés en plus.", answers={}, leftover=("45 établissements engagés, 320 professionnels formés, 50 établissements engagés visés en plus.",), questionnaire=REX),
)  # fmt: skip
