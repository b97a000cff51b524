"""Who is asked, until when, what came back: people, rounds, calendar, reminders, returns. Pure."""
