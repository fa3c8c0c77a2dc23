"""What a small studio runs on ftrack-typed.

Artists publish (:mod:`.publish`), supervisors look at playblasts (:mod:`.review`), the
producer reads a report (:mod:`.report`), and the cut arrives at night (:mod:`.sync`).
"""
