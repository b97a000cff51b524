"""Common French first names, to tell « Marie Dupont » from « Dupont Marie »."""

from __future__ import annotations

from questionnaires.values.words import folded

_COMMON = """
Abdel Adrien Agnès Ahmed Alain Albert Alexandra Alexandre Alexis Ali Alice Aline Amandine Amina Amélie Ana Anaïs
André Andrée Anne Annick Annie Anthony Antoine Apolline Armelle Arnaud Arthur Aude Audrey Aurore Aurélie Axel
Axelle Baptiste Benjamin Benoît Bernadette Bernard Bertrand Blandine Brigitte Bruno Béatrice Bénédicte Camille
Carine Carlos Carole Caroline Catherine Chantal Charles Charlotte Chloé Christelle Christian Christiane Christine
Christophe Claire Clara Claude Claudine Clément Colette Coralie Corinne Cyril Cécile Céline Damien Daniel Danielle
David Delphine Denis Denise Didier Dominique Emma Emmanuel Emmanuelle Enzo Estelle Eugénie Fabien Fabienne Fabrice
Fanny Farid Fatima Florence Florent Florian Franck François Françoise Frédéric Frédérique Gabriel Gaétan Gaëlle
Geneviève Georges Ghislaine Gilbert Gilles Guillaume Guy Gérald Gérard Henri Hervé Hugo Hugues Huguette Hélène
Inès Irène Isabelle Jacqueline Jacques Jean Jeanne Jeannine Jocelyne Jonathan Joseph Josette Josiane José Joël
Joëlle Judith Jules Julie Julien Juliette Justine Jérémie Jérémy Jérôme Karim Karine Kevin Killian Laetitia Laura
Laure Laurence Laurent Leïla Liliane Lina Lionel Lise Louis Louise Loïc Luc Lucas Lucie Lucien Ludovic Lydie Léa
Léo Léon Madeleine Magali Malika Manon Marc Marcel Margaux Marguerite Maria Marianne Marie Marilyne Marina Marine
Marion Marlène Martine Maryse Maryvonne Mathieu Mathilde Matthieu Maud Maurice Maxime Maëlle Michel Michèle
Mickaël Mireille Mohamed Monique Morgane Muriel Myriam Mélanie Mélissa Nadia Nadine Nadège Nathalie Naïma Nicolas
Nicole Nour Noémie Odile Olivia Olivier Omar Pascal Pascale Patrice Patricia Patrick Paul Paule Pauline Philippe
Pierre Quentin Rachel Rachid Raphaël Raymond Renaud René Renée Richard Robert Roger Roland Romain Rose Régine
Régis Rémi Rémy Sabine Sacha Samir Samira Samuel Sandra Sandrine Sarah Serge Simon Simone Sofia Solange Solène
Sonia Sophie Stéphane Stéphanie Suzanne Sylvain Sylvie Sébastien Ségolène Séverine Thibault Thierry Thomas Thérèse
Tristan Valentin Valérie Vanessa Victor Victoria Vincent Violaine Virginie Viviane Véronique Xavier Yacine Yann
Yannick Yasmina Yves Yvette Yvon Yvonne Zoé Ève Édith Édouard Éliane Élisabeth Élise Élodie Éléonore Émilie Éric
Étienne
"""

FIRST_NAMES = frozenset(folded(_COMMON).split())
