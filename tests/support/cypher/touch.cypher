CREATE (:Touched)
