MATCH (:Company {id: $id})-[r]->(:Product) DELETE r
